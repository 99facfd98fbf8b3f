import { Scope } from '../../shared/access.ts'
import { ProfileChange } from '../../shared/people.ts'
import { limits } from '../../shared/limits.ts'
import { preferencesIn } from '../../shared/preferences.ts'
import type { Deps } from '../deps.ts'
import { removeAvatar, setAvatar } from '../files/avatar.ts'
import { readBytes } from '../files/read-body.ts'
import { inPerson } from '../identity/acting.ts'
import type { Form } from './form.ts'

/** The forms about one's own account, and those of people who cannot get into it. */
export const accountForms = (form: Form, deps: Deps): void => {
  form(
    '/settings/profile',
    () => '/settings/profile',
    async ({ caller, fields }) => {
      const { name = '', username, title = '', timeZone, statusText, statusEmoji, until } = fields
      const text = statusText?.trim() ?? ''
      const emoji = statusEmoji?.trim() ?? ''
      await caller.identity.updateProfile(
        ProfileChange.parse({
          name,
          title,
          ...(username ? { username } : {}),
          ...(timeZone ? { timeZone } : {}),
          status: text || emoji ? { text, emoji, until: statusEnd(until) } : null,
        }),
      )
      return { to: '/settings/profile?saved' }
    },
  )
  form(
    '/settings/avatar',
    () => '/settings/profile',
    async (sent) => {
      const { userId } = inPerson(sent.context.actor)
      if (sent.fields.remove) await removeAvatar(deps, userId)
      await sent.files()
      return { to: '/settings/profile?saved' }
    },
    ({ context }) =>
      async (_field, _name, body) => {
        const { userId } = inPerson(context.actor)
        await setAvatar(deps, userId, await readBytes(body, limits.chunkBytes))
        return null
      },
  )
  for (const part of ['preferences', 'notifications'])
    form(
      `/settings/${part}`,
      () => `/settings/${part}`,
      async ({ caller, fields }) => {
        await caller.identity.updatePreferences(preferencesIn(fields))
        return { to: `/settings/${part}?saved` }
      },
    )
  form(
    '/settings/password',
    () => '/settings/sessions',
    async ({ caller, fields: { current = '', next = '' } }) => {
      await caller.identity.changePassword({ current, next })
      return { to: '/settings/sessions?saved' }
    },
  )
  form(
    '/settings/sessions',
    () => '/settings/sessions',
    async ({ caller, fields: { sessionId = '' } }) => {
      await caller.identity.revokeSession({ sessionId })
      return { to: '/settings/sessions' }
    },
  )
  form(
    '/settings/tokens',
    () => '/settings/tokens',
    async ({ caller, fields: { name = '', scope, days, tokenId } }) => {
      if (tokenId !== undefined) {
        await caller.identity.revokeToken({ tokenId })
        return { to: '/settings/tokens' }
      }
      const { token } = await caller.identity.createToken({
        name,
        scope: Scope.parse(scope),
        ...(days ? { days: Number(days) } : {}),
      })
      return { result: token }
    },
  )
  form(
    '/settings/data',
    () => '/settings/data',
    async ({ caller }) => {
      await caller.exports.requestMine()
      return { to: '/settings/data' }
    },
  )
  form(
    '/settings/data/leave',
    () => '/settings/data',
    async ({ caller, fields: { workspaceId = '' } }) => {
      await caller.workspace.leave({ workspaceId })
      return { to: '/settings/data' }
    },
  )
  form(
    '/forgot-password',
    () => '/forgot-password',
    async ({ caller, fields: { email = '' } }) => {
      await caller.identity.requestReset({ email })
      return { result: 'sent' }
    },
  )
  form(
    '/reset/:token',
    ({ param }) => `/reset/${encodeURIComponent(param('token'))}`,
    async ({ caller, param, fields: { password = '' } }) => {
      await caller.identity.resetPassword({ token: param('token'), password })
      return { to: '/sign-in' }
    },
  )
}

const hour = 60 * 60 * 1000

/** When a status ends: in so many hours, at the moment it had before, or never. */
const statusEnd = (until: string | undefined): string | null => {
  if (!until) return null
  return /^\d{1,4}$/.test(until) ? new Date(Date.now() + Number(until) * hour).toISOString() : until
}
