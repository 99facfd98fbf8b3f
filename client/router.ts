import type { RouteLocationNormalized, RouteMeta, RouteRecordRaw, RouterHistory } from 'vue-router'
import { createRouter } from 'vue-router'
import type { Api } from './lib/api.ts'
import { faultOf, isCallError, statusOf } from './lib/api.ts'
import type { FaultBody } from '../shared/errors.ts'
import type { Words } from './i18n/words.ts'
import type { Load } from './page.ts'
import {
  loadAdmin,
  loadAdminAudit,
  loadAdminExports,
  loadAdminInvites,
  loadAdminMembers,
  loadAdminRetention,
  loadAdminSystem,
} from './pages/admin.ts'
import { loadChannels } from './pages/channels.ts'
import { loadChat, loadFirstChat } from './pages/chat.ts'
import { loadDrafts } from './pages/drafts.ts'
import { loadHome } from './pages/home.ts'
import { loadInbox } from './pages/inbox.ts'
import { loadPeople } from './pages/people.ts'
import { loadSaved } from './pages/saved.ts'
import { loadSearch } from './pages/search.ts'
import { loadSection, loadSessions, loadSettings, loadTokens } from './pages/settings.ts'
import { loadStatistics } from './pages/statistics.ts'
import { loadNewWorkspace } from './pages/new-workspace.ts'
import {
  loadForgotPassword,
  loadInvite,
  loadResetPassword,
  loadSignIn,
  loadSignUp,
} from './pages/visitors.ts'
import type { AppState } from './state.ts'
import { openWorkspace } from './workspace/open-workspace.ts'

const page = (
  path: string,
  name: string,
  component: RouteRecordRaw['component'],
  load: Load,
  more: Partial<RouteMeta> = {},
): RouteRecordRaw =>
  ({
    path,
    name,
    component,
    meta: { load, for: 'people', source: `client/pages/${name}.vue`, ...more },
  }) as RouteRecordRaw

const anybody = { for: 'anybody' } as const
const loadKit: Load = () => Promise.resolve({ title: 'Components', data: {} })

const routes: RouteRecordRaw[] = [
  page('/', 'Home', () => import('./pages/Home.vue'), loadHome, anybody),
  page('/sign-in', 'SignIn', () => import('./pages/SignIn.vue'), loadSignIn, anybody),
  page('/sign-up', 'SignUp', () => import('./pages/SignUp.vue'), loadSignUp, anybody),
  page('/invite/:token', 'Invite', () => import('./pages/Invite.vue'), loadInvite, anybody),
  page(
    '/forgot-password',
    'ForgotPassword',
    () => import('./pages/ForgotPassword.vue'),
    loadForgotPassword,
    anybody,
  ),
  page(
    '/reset/:token',
    'ResetPassword',
    () => import('./pages/ResetPassword.vue'),
    loadResetPassword,
    anybody,
  ),
  page('/settings', 'Settings', () => import('./pages/Home.vue'), loadSettings),
  page(
    '/settings/profile',
    'SettingsProfile',
    () => import('./pages/SettingsProfile.vue'),
    loadSection,
  ),
  page(
    '/settings/preferences',
    'SettingsPreferences',
    () => import('./pages/SettingsPreferences.vue'),
    loadSection,
  ),
  page(
    '/settings/notifications',
    'SettingsNotifications',
    () => import('./pages/SettingsNotifications.vue'),
    loadSection,
  ),
  page(
    '/settings/sessions',
    'SettingsSessions',
    () => import('./pages/SettingsSessions.vue'),
    loadSessions,
  ),
  page(
    '/settings/tokens',
    'SettingsTokens',
    () => import('./pages/SettingsTokens.vue'),
    loadTokens,
  ),
  page(
    '/workspaces/new',
    'NewWorkspace',
    () => import('./pages/NewWorkspace.vue'),
    loadNewWorkspace,
  ),
  page('/w/:slug', 'Workspace', () => import('./pages/Home.vue'), loadFirstChat),
  // A chat moves about in itself: another query is another place in the same page.
  page('/w/:slug/chats/:chatId', 'Chat', () => import('./pages/Chat.vue'), loadChat, {
    ownsQuery: true,
  }),
  page('/w/:slug/inbox', 'Inbox', () => import('./pages/Inbox.vue'), loadInbox),
  page('/w/:slug/saved', 'Saved', () => import('./pages/Saved.vue'), loadSaved),
  page('/w/:slug/drafts', 'Drafts', () => import('./pages/Drafts.vue'), loadDrafts),
  page('/w/:slug/search', 'Search', () => import('./pages/Search.vue'), loadSearch),
  page('/w/:slug/stats', 'Statistics', () => import('./pages/Statistics.vue'), loadStatistics),
  page('/w/:slug/channels', 'Channels', () => import('./pages/Channels.vue'), loadChannels),
  page('/w/:slug/people', 'People', () => import('./pages/People.vue'), loadPeople),
  page('/w/:slug/admin', 'Admin', () => import('./pages/Home.vue'), loadAdmin),
  page(
    '/w/:slug/admin/members',
    'AdminMembers',
    () => import('./pages/AdminMembers.vue'),
    loadAdminMembers,
  ),
  page(
    '/w/:slug/admin/invites',
    'AdminInvites',
    () => import('./pages/AdminInvites.vue'),
    loadAdminInvites,
  ),
  page(
    '/w/:slug/admin/audit',
    'AdminAudit',
    () => import('./pages/AdminAudit.vue'),
    loadAdminAudit,
  ),
  page(
    '/w/:slug/admin/retention',
    'AdminRetention',
    () => import('./pages/AdminRetention.vue'),
    loadAdminRetention,
  ),
  page(
    '/w/:slug/admin/exports',
    'AdminExports',
    () => import('./pages/AdminExports.vue'),
    loadAdminExports,
  ),
  page(
    '/w/:slug/admin/system',
    'AdminSystem',
    () => import('./pages/AdminSystem.vue'),
    loadAdminSystem,
  ),
  // For those who build with the components; not in the built app.
  ...(import.meta.env.DEV
    ? [page('/_ui', 'Kit', () => import('./pages/Kit.vue'), loadKit, anybody)]
    : []),
  {
    path: '/:path(.*)*',
    name: 'Nothing',
    component: () => import('./pages/Home.vue'),
    meta: { for: 'anybody' },
  },
]

type Found =
  | { redirect: string }
  | { fault: FaultBody; status: number }
  | { title: string; data: unknown; workspace: AppState['workspace'] }

const notFound = (message: string): FaultBody => ({ code: 'not_found', message })

/** The addresses of the app. Before a page is shown its loader has answered; what it says is put into the state together with the page. */
export const createAppRouter = (options: {
  api: Api
  history: RouterHistory
  state: AppState
  words: Words
  onRedirect: ((to: string) => void) | undefined
}) => {
  const { api, history, state, words, onRedirect } = options
  const router = createRouter({ history, routes })
  // The first page comes with the rendered document and is not loaded again.
  let rendered = state.page !== undefined
  let next: Pick<AppState, 'page' | 'title' | 'status' | 'problem' | 'workspace'> | null = null

  const look = async (to: RouteLocationNormalized): Promise<Found> => {
    const who = state.session
    if (!who && to.meta.for === 'people')
      return { redirect: `/sign-in?next=${encodeURIComponent(to.fullPath)}` }
    if (!to.meta.load) return { fault: notFound(words.problem.nothing), status: 404 }
    try {
      const slug = to.params.slug
      const workspace =
        typeof slug === 'string' && who ? await openWorkspace(api, state, who, slug) : null
      if (slug && !workspace)
        return {
          fault: notFound(words.problem.noWorkspace),
          status: 404,
        }
      const loaded = await to.meta.load({
        ...{ api, route: to, words, session: who, workspace },
        timeZone: state.timeZone,
      })
      return 'redirect' in loaded ? loaded : { ...loaded, workspace }
    } catch (error) {
      if (!isCallError(error)) throw error
      const fault = faultOf(error)
      if (fault.code === 'unauthorized')
        return { redirect: `/sign-in?next=${encodeURIComponent(to.fullPath)}` }
      return { fault, status: statusOf(error) }
    }
  }

  router.beforeResolve(async (to, from) => {
    if (rendered) return true
    if (
      from.matched.length > 0 &&
      to.path === from.path &&
      (to.hash !== from.hash || to.meta.ownsQuery)
    )
      return true
    const found = await look(to)
    if ('redirect' in found) {
      if (!onRedirect) return found.redirect
      onRedirect(found.redirect)
      return false
    }
    next =
      'fault' in found
        ? {
            page: null,
            title: found.status === 404 ? words.problem.notFoundTab : words.problem.problemTab,
            status: found.status,
            problem: found.fault,
            workspace: state.workspace,
          }
        : {
            page: found.data,
            title: found.title,
            status: 200,
            problem: null,
            workspace: found.workspace ?? state.workspace,
          }
    return true
  })

  router.afterEach((_to, _from, failure) => {
    rendered = false
    if (failure || !next) return
    Object.assign(state, next)
    if (!onRedirect && state.form) state.form = null
    next = null
  })

  return router
}
