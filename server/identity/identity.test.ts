import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessions, users } from '../db/schema.ts'
import type { Actor, TestApp } from '../testing/app.ts'
import { testApp } from '../testing/app.ts'
import { testWeb } from '../testing/web.ts'
import { faultOf } from '../trpc.ts'
import { livingCredentials } from './credentials.ts'
import { findSession, sessionIdOf, startSession } from './sessions.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())

const password = `${crypto.randomUUID()} horse`
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => faultOf(error).code,
  )

test('the first person names a workspace and owns it; the second needs an invite', async () => {
  await using fresh = await testApp()
  expect(await fresh.anonymous.identity.unclaimed()).toBe(true)
  const ada = { fullName: 'Ada Lovelace', email: 'Ada@Example.org', password }
  expect(await codeOf(fresh.anonymous.identity.signUp(ada))).toBe('invalid_input')
  await fresh.anonymous.identity.signUp({ ...ada, workspaceName: 'Engines' })
  expect(await fresh.anonymous.identity.unclaimed()).toBe(false)
  const bo = { fullName: 'Bo Berg', email: 'bo@example.org', password, workspaceName: 'Mine' }
  expect(await codeOf(fresh.anonymous.identity.signUp(bo))).toBe('forbidden')
  expect(
    await codeOf(fresh.anonymous.identity.signIn({ email: 'ADA@example.org', password })),
  ).toBe('ok')
})

test('of two first people at once, one is first', async () => {
  await using fresh = await testApp()
  const claim = (email: string) =>
    codeOf(
      fresh.anonymous.identity.signUp({
        fullName: 'First',
        email,
        password,
        workspaceName: 'Claimed',
      }),
    )
  const outcomes = await Promise.all([claim('one@example.org'), claim('two@example.org')])
  expect(outcomes.sort()).toEqual(['forbidden', 'ok'])
})

test('a password is stored as argon2id, a session as a hash: a copy of the tables opens nothing', async () => {
  await using fresh = await testApp()
  const { id } = await fresh.anonymous.identity.signUp({
    fullName: 'Ada',
    email: 'ada@example.org',
    password,
    workspaceName: 'Engines',
  })
  const token = await startSession(fresh.deps.db, id, 'browser')
  const rows = await fresh.deps.db.select().from(sessions)
  const [user] = await fresh.deps.db.select().from(users).where(eq(users.id, id))
  expect(user?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(JSON.stringify(rows)).not.toContain(token)
  for (const row of rows) expect(await findSession(fresh.deps.db, row.id)).toBeNull()
  expect(await findSession(fresh.deps.db, token)).toMatchObject({
    id: sessionIdOf(token),
    userId: id,
  })
})

test('an expired session is nobody, and half-spent ones are prolonged', async () => {
  const { actors } = await app.people('ada')
  const { token, sessionId, id } = actors[0] as Actor
  const at = (expiresAt: Date) =>
    app.deps.db.update(sessions).set({ expiresAt }).where(eq(sessions.id, sessionId))
  const day = 24 * 60 * 60 * 1000
  await at(new Date(Date.now() + 3 * day))
  expect((await findSession(app.deps.db, token))?.userId).toBe(id)
  const [prolonged] = await app.deps.db.select().from(sessions).where(eq(sessions.id, sessionId))
  expect(prolonged?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 29 * day)
  await at(new Date(Date.now() - 1))
  expect(await livingCredentials(app.deps.db, [sessionId], new Date())).toEqual(new Set())
  expect(await findSession(app.deps.db, token)).toBeNull()
})

test('a session ends at last, however much it is used', async () => {
  const { actors } = await app.people('ada')
  const { token, sessionId } = actors[0] as Actor
  const day = 24 * 60 * 60 * 1000
  const began = new Date(Date.now() - 170 * day)
  await app.deps.db
    .update(sessions)
    .set({ createdAt: began, expiresAt: new Date(Date.now() + day) })
    .where(eq(sessions.id, sessionId))
  expect(await findSession(app.deps.db, token)).not.toBeNull()
  const [used] = await app.deps.db.select().from(sessions).where(eq(sessions.id, sessionId))
  expect(used?.expiresAt.getTime()).toBe(began.getTime() + 180 * day)
})

test('a session that was there before the sign-in is dead after it, and the new one is another', async () => {
  await using fresh = await testApp()
  const email = 'ada@example.org'
  await fresh.anonymous.identity.signUp({ fullName: 'Ada', email, password, workspaceName: 'E' })
  const main = testWeb(fresh.deps)
  const enter = async (cookie: string) => {
    const answer = await main.request('/sign-in', {
      method: 'POST',
      headers: { cookie, origin: 'http://localhost:8080' },
      body: new URLSearchParams({ email, password }),
    })
    return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  }
  const planted = await enter('')
  const own = await enter(planted)
  const tokenIn = (cookie: string) => cookie.split('=')[1] ?? ''
  expect(own).not.toBe(planted)
  expect(await findSession(fresh.deps.db, tokenIn(planted))).toBeNull()
  expect(await findSession(fresh.deps.db, tokenIn(own))).not.toBeNull()
})

test('signing out ends one session, signing out everywhere all of them, and the streams are told', async () => {
  const { actors } = await app.people('ada')
  const { id, token, sessionId, api } = actors[0] as Actor
  const other = await startSession(app.deps.db, id, 'phone')
  const third = await startSession(app.deps.db, id, 'tablet')
  await (await app.as(third)).identity.signOut()
  expect(await findSession(app.deps.db, third)).toBeNull()
  expect(await findSession(app.deps.db, other)).not.toBeNull()
  await api.identity.signOutEverywhere()
  expect(await findSession(app.deps.db, token)).toBeNull()
  expect(await findSession(app.deps.db, other)).toBeNull()
  const told = await app.event('session.revoked', (event) => event.sessionIds.includes(sessionId))
  expect(told.sessionIds).toContain(sessionIdOf(other))
})

test('unknown person and wrong password sound alike; ten tries are enough', async () => {
  await using fresh = await testApp()
  const email = 'ada@example.org'
  await fresh.anonymous.identity.signUp({ fullName: 'Ada', email, password, workspaceName: 'E' })
  const attempt = (input: { email: string; password: string }) =>
    fresh.anonymous.identity.signIn(input).catch(faultOf)
  const wrong = await attempt({ email, password: 'not this one' })
  const unknown = await attempt({ email: 'nobody@example.org', password: 'not this one' })
  expect(wrong).toEqual(unknown)
  for (let n = 0; n < 9; n += 1) await attempt({ email, password: `guess ${n}` })
  expect(await attempt({ email, password })).toMatchObject({
    code: 'rate_limited',
    retryAfter: expect.any(Number),
  })
})

test.each([
  ['fullName', { fullName: ' ' }],
  ['fullName', { fullName: 'Ada\u202eecalevoL' }],
  ['email', { email: 'not an address' }],
  ['password', { password: 'short' }],
  ['password', { password: 'x'.repeat(1025) }],
])('a bad %s is named', async (field, bad) => {
  const good = { fullName: 'Ada', email: 'a@example.org', password, workspaceName: 'E' }
  const refused = await app.anonymous.identity.signUp({ ...good, ...bad }).catch(faultOf)
  expect(refused).toMatchObject({ code: 'invalid_input', field })
})
