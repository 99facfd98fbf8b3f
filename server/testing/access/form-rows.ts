import { newId } from '../../../shared/ids.ts'
import type { AddressRow } from './addresses.ts'
import type { CallerName, Expectation } from './callers.ts'
import {
  accounts,
  adminsOnly,
  everybody,
  hidden,
  inPerson,
  inTheChat,
  inTheWorkspace,
  noGuests,
  ownersOnly,
} from './callers.ts'
import type { Objects } from './objects.ts'
import { password } from './stage.ts'

type Fields = Record<string, string>
type Say = (objects: Objects, caller: CallerName) => Fields

const form = (
  path: string,
  expect: Expectation,
  fields: Fields | Say = {},
  { of = 'own', params = () => ({}) }: { of?: string; params?: (objects: Objects) => Fields } = {},
): AddressRow => ({
  route: `POST ${path}`,
  of,
  expect,
  ask: (objects, caller) => {
    const { slug, chatId } = objects
    const named: Fields = { slug, chatId, ...params(objects) }
    return {
      path: path.replace(/:(\w+)/g, (_, name: string) => named[name] ?? ''),
      body: new URLSearchParams(typeof fields === 'function' ? fields(objects, caller) : fields),
    }
  },
})
const ofChat = (path: string, expect: Expectation, fields: Fields | Say = {}, of = 'own') =>
  form(`/w/:slug/chats/:chatId/${path}`, expect, fields, { of })
const ofAdmin = (path: string, expect: Expectation, fields: Fields | Say = {}, of = 'own') =>
  form(`/w/:slug/admin/${path}`, expect, fields, { of })

const signUp = () => ({
  fullName: 'Gus Gray',
  email: `${newId()}@example.org`,
  password: 'correct horse battery',
})
const wrongPassword: Expectation = { ...everybody('forbidden'), anonymous: 'unauthorized' }
const notMembers: Expectation = { ...inTheChat, member: 'forbidden' }
const colleague: Say = ({ scene }) => ({ userId: scene.member.id })

/** Every form, as a browser without JavaScript sends it. Each is told what the procedure behind it tells. */
export const formRows: AddressRow[] = [
  form('/sign-up', everybody('forbidden'), () => ({ ...signUp(), workspaceName: 'Mine' })),
  form('/sign-up', everybody('ok'), ({ scene: { invite } }) => ({ ...signUp(), invite }), {
    of: 'an invite',
  }),
  form('/sign-in', everybody('unauthorized'), {
    email: 'nobody@example.org',
    password: 'wrong it',
  }),
  form(
    '/sign-in',
    everybody('ok'),
    ({ scene: { member } }) => ({ email: member.email, password }),
    {
      of: 'an account',
    },
  ),
  form('/sign-out', inPerson),
  form('/sign-out-everywhere', inPerson),
  form('/workspaces', inPerson, { workspaceName: 'Another' }),
  form('/language', everybody('ok'), { language: 'de', next: '/' }),
  form(
    '/invite/:token',
    { ...inPerson, suspended: 'forbidden' },
    {},
    {
      params: ({ scene }) => ({ token: scene.invite }),
    },
  ),
  form('/forgot-password', everybody('ok'), { email: 'nobody@example.org' }),
  form(
    '/reset/:token',
    everybody('not_found'),
    { password: 'correct horse battery' },
    {
      of: 'a link that is none',
      params: () => ({ token: 'made-up' }),
    },
  ),
  form(
    '/reset/:token',
    everybody('ok'),
    { password: 'correct horse battery' },
    {
      params: ({ scene }) => ({ token: scene.resetToken }),
    },
  ),

  form('/settings/avatar', inPerson, { remove: '1' }),
  form('/settings/profile', inPerson, { name: 'Another Name' }),
  form('/settings/preferences', inPerson, { density: 'roomy' }),
  form('/settings/notifications', inPerson),
  form('/settings/password', wrongPassword, { current: 'not this one', next: 'a new one, longer' }),
  form(
    '/settings/password',
    { ...inPerson, ...wrongPassword, member: 'ok' },
    { current: password, next: 'a new one, longer' },
    { of: "the member's" },
  ),
  // Everybody's own session is fine, somebody else's does not exist.
  form('/settings/sessions', { ...inPerson, ...hidden, owner: 'ok' }, ({ scene: { owner } }) => ({
    sessionId: owner.sessionId,
  })),
  form('/settings/tokens', inPerson, { name: 'deploys', scope: 'write' }),
  form(
    '/settings/tokens',
    { ...inPerson, ...hidden, owner: 'ok' },
    ({ scene: { ownersTokenId } }) => ({ tokenId: ownersTokenId }),
    { of: "the owner's" },
  ),

  form('/settings/data', inPerson),
  form(
    '/settings/data/leave',
    {
      ...inTheWorkspace,
      owner: 'conflict',
      botIn: 'forbidden',
      botOut: 'forbidden',
      reader: 'forbidden',
      writer: 'forbidden',
    },
    ({ scene: { world } }) => ({ workspaceId: world.id }),
  ),

  ofChat('messages', inTheChat, () => ({ id: newId(), body: 'hello' })),
  ofChat('reactions', inTheChat, ({ scene }) => ({ messageId: scene.ownersMessage, add: '👍' })),
  ofChat('forward', inTheChat, ({ scene, chatId }) => ({
    id: newId(),
    messageId: scene.ownersMessage,
    to: chatId,
    body: '',
  })),
  ofChat('read', inTheChat, { seq: '1' }),
  ofChat('join', inTheChat),
  ofChat('leave', inTheChat),
  ofChat('about', notMembers, { topic: 'new' }),
  ofChat('settings', inTheChat, { starred: '1' }),
  ofChat('members', { ...inTheChat, guestIn: 'forbidden' }, ({ scene: { exMember } }) => ({
    userId: exMember.id,
  })),
  ofChat('members/change', notMembers, (objects, caller) => ({
    ...colleague(objects, caller),
    do: 'admin',
  })),
  ofChat(
    'members/change',
    notMembers,
    (objects, caller) => ({ ...colleague(objects, caller), do: 'remove' }),
    'removal',
  ),
  ofChat('archive', notMembers),

  form('/w/:slug/inbox/read', inTheWorkspace),
  form(
    '/w/:slug/saved/:messageId/remove',
    accounts,
    {},
    {
      params: ({ scene }) => ({ messageId: scene.ownersMessage }),
    },
  ),
  form('/w/:slug/channels', noGuests, () => ({ kind: 'public', name: `c-${newId()}` })),
  form(
    '/w/:slug/direct',
    { ...inTheWorkspace, guest: 'not_found', guestIn: 'not_found' },
    ({ scene: { exMember, owner } }, caller) => ({
      userId: caller === 'exMember' ? owner.id : exMember.id,
    }),
  ),
  form('/w/:slug/invites', noGuests),
  form('/w/:slug/searches', inTheWorkspace, { query: 'canary', name: 'Canaries' }),
  form('/w/:slug/searches/forget', inTheWorkspace, { query: 'canary' }),

  ofAdmin('general', adminsOnly, { name: 'Renamed' }),
  ofAdmin('members', ownersOnly, (objects, caller) => ({
    ...colleague(objects, caller),
    role: 'admin',
  })),
  ...(['suspend', 'transfer'] as const).map((act) =>
    ofAdmin(
      'members',
      act === 'suspend' ? adminsOnly : ownersOnly,
      (objects, caller) => ({ ...colleague(objects, caller), act }),
      act,
    ),
  ),
  ofAdmin('members/reset-link', adminsOnly, colleague),
  ofAdmin('invites', noGuests),
  ofAdmin('invites/revoke', adminsOnly, ({ scene }) => ({ inviteId: scene.inviteId })),
  ofAdmin('bots', adminsOnly, { name: 'Tides' }),
  ofAdmin('bots/tokens', adminsOnly, ({ scene: { botId } }) => ({
    userId: botId,
    name: 'harbour',
    scope: 'write',
  })),
  ofAdmin(
    'bots/tokens',
    adminsOnly,
    ({ scene: { botId, botTokenId } }) => ({ userId: botId, tokenId: botTokenId }),
    'one made before',
  ),
  ofAdmin(
    'bots/channels',
    { ...inTheChat, guestIn: 'forbidden' },
    ({ scene: { botId }, chatId }) => ({ userId: botId, chatId }),
  ),
  ofAdmin(
    'bots/channels',
    notMembers,
    ({ scene: { botId }, chatId }) => ({ userId: botId, chatId, act: 'remove' }),
    'removal',
  ),
  ofAdmin('retention', adminsOnly, { days: '90' }),
  ofAdmin('retention', notMembers, ({ chatId }) => ({ chatId, days: '30' }), 'a channel'),
  ofAdmin('exports', ownersOnly, { scope: 'public' }),
  ofAdmin(
    'exports',
    { ...inPerson, stranger: 'not_found', suspended: 'not_found' },
    { scope: 'person' },
    'oneself',
  ),
  ofAdmin('system', adminsOnly, { act: 'reindex' }, 'the index'),
  ofAdmin('system', ownersOnly, ({ scene }) => ({
    consumer: 'indexer',
    eventId: scene.deadLetter,
  })),
  ofAdmin(
    'system',
    ownersOnly,
    ({ scene }) => ({ consumer: 'indexer', eventId: scene.deadLetter, act: 'discard' }),
    'a letter to discard',
  ),
]
