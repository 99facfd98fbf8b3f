import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { users } from '../db/schema.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'
import { checkPassword, hashPassword } from './password.ts'
import { findSession, startSession } from './sessions.ts'

let app: TestApp
let world: World
let ada: Actor
let bo: Actor
let now = new Date('2026-11-23T09:00:00.000Z')

beforeAll(async () => {
  app = await testApp({ override: () => ({ now: () => now }) })
})
afterAll(() => app[Symbol.asyncDispose]())
beforeEach(async () => {
  const made = await app.people('ada', 'bo')
  world = made.world
  ;[ada, bo] = made.actors as [Actor, Actor]
})

const fault = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => faultOf(error),
  )
/** A username that no other test has. */
const own = (name: string) => `${name}-${world.id.slice(-12)}`

test('a profile is what its person made it, and others see it', async () => {
  const status = { text: 'At lunch', emoji: '🍜', until: '2026-11-23T10:00:00.000Z' }
  const profile = { title: 'Engineer', timeZone: 'Asia/Tokyo', status }
  const username = own('ada')
  await ada.api.identity.updateProfile({ ...profile, username: username.toUpperCase() })
  expect(await ada.api.identity.me()).toMatchObject({ ...profile, username, name: ada.name })
  const seen = async () =>
    (await bo.api.workspace.members({ workspaceId: world.id })).find(({ id }) => id === ada.id)
  expect(await seen()).toMatchObject({ ...profile, username })
  await ada.api.identity.updateProfile({ title: '' })
  expect(await seen()).toMatchObject({ ...profile, title: '' })
  now = new Date('2026-11-23T10:00:00.000Z')
  expect(await seen()).toMatchObject({ status: null })
  now = new Date('2026-11-23T09:00:00.000Z')
  await ada.api.identity.updateProfile({ status: null })
  expect(await seen()).toMatchObject({ status: null })
  const event = await app.event('workspace.person-updated', ({ person }) => person.id === ada.id)
  expect(event).toMatchObject({ workspaceId: world.id, person: { username } })
})

test('a username is had once, in whatever case, also when two want it at once', async () => {
  const username = own('grace')
  const outcomes = await Promise.all([
    fault(ada.api.identity.updateProfile({ username })),
    fault(bo.api.identity.updateProfile({ username: username.toUpperCase() })),
  ])
  expect(outcomes).toContain('ok')
  expect(outcomes).toContainEqual(expect.objectContaining({ code: 'conflict', field: 'username' }))
})

test.each(['a', '.ada', 'ada.', 'ada lovelace', 'ädä', 'x'.repeat(33), '@ada'])(
  'refuses the username %s',
  async (username) => {
    expect(await fault(ada.api.identity.updateProfile({ username }))).toMatchObject({
      code: 'invalid_input',
      field: 'username',
    })
  },
)

test('refuses what is no time zone', async () => {
  expect(await fault(ada.api.identity.updateProfile({ timeZone: 'Mars/Base' }))).toMatchObject({
    code: 'invalid_input',
    field: 'timeZone',
  })
})

test('preferences keep what is not named, and the other devices hear of them', async () => {
  const before = (await ada.api.identity.me()).preferences
  expect(before).toMatchObject({ theme: 'system', density: 'cosy', enterSends: true })
  await ada.api.identity.updatePreferences({ theme: 'dark', enterSends: false })
  const after = await ada.api.identity.updatePreferences({ density: 'roomy' })
  expect(after).toEqual({ ...before, theme: 'dark', enterSends: false, density: 'roomy' })
  expect((await ada.api.identity.me()).preferences).toEqual(after)
  expect((await bo.api.identity.me()).preferences).toEqual(before)
  const event = await app.event(
    'preferences.changed',
    ({ preferences }) => preferences.density === 'roomy',
  )
  expect(event).toMatchObject({ userId: ada.id, preferences: after })
})

test('a username mentions its person', async () => {
  await bo.api.identity.updateProfile({ username: own('bobby') })
  const message = draft(world.general, `ask @${own('bobby')}.`)
  await ada.api.chat.send(message)
  const { messages } = await bo.api.chat.page({ chatId: world.general })
  expect(messages.at(-1)?.mentions).toEqual([bo.id])
})

test('a new password ends every session, in its own transaction', async () => {
  const db = app.deps.db
  const passwordHash = await hashPassword('the old one here')
  await db.update(users).set({ passwordHash }).where(eq(users.id, ada.id))
  const elsewhere = await startSession(db, ada.id, 'phone')
  const change = (current: string) =>
    ada.api.identity.changePassword({ current, next: 'a new one, longer' })
  expect(await fault(change('wrong'))).toMatchObject({ code: 'forbidden', field: 'current' })
  expect(await findSession(db, elsewhere)).not.toBeNull()
  await change('the old one here')
  expect(await findSession(db, elsewhere)).toBeNull()
  expect(await findSession(db, ada.token)).toBeNull()
  const event = await app.event('session.revoked', ({ userId }) => userId === ada.id)
  expect(event.sessionIds).toContain(ada.sessionId)
  const [row] = await db.select().from(users).where(eq(users.id, ada.id))
  expect(await checkPassword(row?.passwordHash ?? null, 'a new one, longer')).toBe(true)
})

test('one session is revoked and the others stay; nobody revokes another person', async () => {
  const token = await startSession(app.deps.db, ada.id, 'phone')
  const session = await findSession(app.deps.db, token)
  const revoke = (who: Actor) =>
    fault(who.api.identity.revokeSession({ sessionId: session?.id ?? '' }))
  expect(await revoke(bo)).toMatchObject({ code: 'not_found', field: 'sessionId' })
  expect(await findSession(app.deps.db, token)).not.toBeNull()
  expect(await revoke(ada)).toBe('ok')
  expect(await findSession(app.deps.db, token)).toBeNull()
  expect(await findSession(app.deps.db, ada.token)).not.toBeNull()
  expect(await revoke(ada)).toMatchObject({ code: 'not_found' })
})
