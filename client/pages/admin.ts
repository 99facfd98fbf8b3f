import type { LocationQuery } from 'vue-router'
import { auditActions } from '../../shared/audit.ts'
import type { Load, LoadFrom } from '../page.ts'

const here = ({ workspace }: LoadFrom) => {
  if (!workspace) throw new Error('the administration is of a workspace')
  return { workspaceId: workspace.workspace.id }
}

export const loadAdmin = (async ({ workspace }) => ({
  redirect: `/w/${workspace?.workspace.slug ?? ''}/admin/members`,
})) satisfies Load

export const loadAdminMembers = (async (from) => {
  const [roster, byMail] = await Promise.all([
    from.api.workspace.roster.query(here(from)),
    from.api.identity.resetsByMail.query(),
  ])
  const { q } = from.route.query
  return {
    title: from.words.admin.title,
    data: { roster, byMail, q: typeof q === 'string' ? q : '' },
  }
}) satisfies Load

export const loadAdminInvites = (async (from) => {
  const [invites, roster] = await Promise.all([
    from.api.workspace.invites.query(here(from)),
    from.api.workspace.roster.query(here(from)),
  ])
  return { title: from.words.admin.title, data: { invites, roster } }
}) satisfies Load

export const loadAdminBots = (async (from) => {
  const bots = await from.api.workspace.bots.query(here(from))
  return { title: from.words.admin.title, data: { bots } }
}) satisfies Load

/** What the address asks of the log; whatever is no date, no act and no person asks for nothing. */
const filterOf = (query: LocationQuery) => {
  const text = (name: string) => {
    const value = query[name]
    return typeof value === 'string' ? value : ''
  }
  const day = (name: string) => (/^\d{4}-\d\d-\d\d$/.test(text(name)) ? text(name) : '')
  return {
    person: /^[\da-f-]{36}$/.test(text('person')) ? text('person') : '',
    action: auditActions.find((one) => one === text('action')) ?? null,
    from: day('from'),
    until: day('until'),
    before: /^[1-9]\d{0,9}$/.test(text('before')) ? text('before') : '',
    verify: text('verify') !== '',
  }
}
const dayMs = 24 * 60 * 60 * 1000
const startOf = (day: string, plus = 0) => {
  const at = Date.parse(`${day}T00:00:00Z`) + plus
  return Number.isNaN(at) ? {} : new Date(at).toISOString()
}

export const loadAdminAudit = (async (from) => {
  const asked = filterOf(from.route.query)
  const since = startOf(asked.from)
  const until = startOf(asked.until, dayMs)
  const [entries, roster, chain] = await Promise.all([
    from.api.workspace.audit.query({
      ...here(from),
      ...(asked.person ? { actorId: asked.person } : {}),
      ...(asked.action ? { action: asked.action } : {}),
      ...(typeof since === 'string' ? { from: since } : {}),
      ...(typeof until === 'string' ? { until } : {}),
      ...(asked.before ? { before: Number(asked.before) } : {}),
    }),
    from.api.workspace.roster.query(here(from)),
    asked.verify ? from.api.workspace.verify.query(here(from)) : null,
  ])
  return { title: from.words.admin.title, data: { entries, roster, chain, asked } }
}) satisfies Load

export const loadAdminGeneral = (({ words }) =>
  Promise.resolve({ title: words.admin.title, data: null })) satisfies Load

export const loadAdminRetention = (async (from) => {
  const retention = await from.api.workspace.retention.query(here(from))
  return { title: from.words.admin.title, data: { retention } }
}) satisfies Load

export const loadAdminExports = (async (from) => {
  const owner = from.workspace?.workspace.role === 'owner'
  const [exports, mine] = await Promise.all([
    owner ? from.api.exports.list.query(here(from)) : null,
    from.api.exports.mine.query(),
  ])
  return { title: from.words.admin.title, data: { exports, mine } }
}) satisfies Load

export const loadAdminSystem = (async (from) => {
  const owner = from.workspace?.workspace.role === 'owner'
  const [status, indexes, deadLetters] = await Promise.all([
    from.api.system.status.query(here(from)),
    from.api.search.indexes.query(here(from)),
    owner ? from.api.system.deadLetters.query(here(from)) : null,
  ])
  return { title: from.words.admin.title, data: { status, indexes, deadLetters } }
}) satisfies Load
