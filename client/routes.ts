import type { RouteMeta, RouteRecordRaw } from 'vue-router'
import { panelsOf } from './chat/panels.ts'
import type { Load } from './page.ts'
import {
  loadAdmin,
  loadAdminAudit,
  loadAdminBots,
  loadAdminExports,
  loadAdminGeneral,
  loadAdminInvites,
  loadAdminMembers,
  loadAdminRetention,
  loadAdminSystem,
} from './pages/admin.ts'
import { loadChannels } from './pages/channels.ts'
import { loadChat, loadFirstChat } from './pages/chat.ts'
import { loadDrafts } from './pages/drafts.ts'
import { loadFiles } from './pages/files.ts'
import { loadHome } from './pages/home.ts'
import { loadInbox } from './pages/inbox.ts'
import { loadMentions } from './pages/mentions.ts'
import { loadPeople } from './pages/people.ts'
import { loadPerson } from './pages/person.ts'
import { loadPermalink } from './pages/permalink.ts'
import { loadSaved } from './pages/saved.ts'
import { loadSearch } from './pages/search.ts'
import {
  loadOwnData,
  loadSection,
  loadSessions,
  loadSettings,
  loadTokens,
} from './pages/settings.ts'
import { loadStatistics } from './pages/statistics.ts'
import { loadThreads } from './pages/threads.ts'
import { loadNewWorkspace } from './pages/new-workspace.ts'
import {
  loadForgotPassword,
  loadInvite,
  loadResetPassword,
  loadSignIn,
  loadSignUp,
} from './pages/visitors.ts'

// See client/i18n/en/rare.ts.
const rare = /^(?!Chat$|Home$)/

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
    meta: {
      load,
      for: 'people',
      source: `client/pages/${name}.vue`,
      rareWords: rare.test(name),
      ...more,
    },
  }) as RouteRecordRaw

const anybody = { for: 'anybody' } as const
const loadKit: Load = () => Promise.resolve({ title: 'Components', data: {} })

/** Every address of the app, with what it shows and how that is loaded. */
export const routes: RouteRecordRaw[] = [
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
  page('/settings/data', 'SettingsData', () => import('./pages/SettingsData.vue'), loadOwnData),
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
    parts: panelsOf,
  }),
  page(
    '/w/:slug/messages/:messageId',
    'Permalink',
    () => import('./pages/Home.vue'),
    loadPermalink,
  ),
  page('/w/:slug/inbox', 'Inbox', () => import('./pages/Inbox.vue'), loadInbox),
  page('/w/:slug/mentions', 'Mentions', () => import('./pages/Mentions.vue'), loadMentions),
  page('/w/:slug/threads', 'Threads', () => import('./pages/Threads.vue'), loadThreads),
  page('/w/:slug/saved', 'Saved', () => import('./pages/Saved.vue'), loadSaved),
  page('/w/:slug/drafts', 'Drafts', () => import('./pages/Drafts.vue'), loadDrafts),
  page('/w/:slug/files', 'Files', () => import('./pages/Files.vue'), loadFiles),
  page('/w/:slug/search', 'Search', () => import('./pages/Search.vue'), loadSearch),
  page('/w/:slug/stats', 'Statistics', () => import('./pages/Statistics.vue'), loadStatistics),
  page('/w/:slug/channels', 'Channels', () => import('./pages/Channels.vue'), loadChannels),
  page('/w/:slug/people', 'People', () => import('./pages/People.vue'), loadPeople),
  page('/w/:slug/people/:userId', 'Person', () => import('./pages/Person.vue'), loadPerson),
  page('/w/:slug/admin', 'Admin', () => import('./pages/Home.vue'), loadAdmin),
  page(
    '/w/:slug/admin/general',
    'AdminGeneral',
    () => import('./pages/AdminGeneral.vue'),
    loadAdminGeneral,
  ),
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
  page('/w/:slug/admin/bots', 'AdminBots', () => import('./pages/AdminBots.vue'), loadAdminBots),
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
