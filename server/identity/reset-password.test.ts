import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eq } from 'drizzle-orm'
import { smtpMail } from '../adapters/mail/smtp.ts'
import { passwordResets, users } from '../db/schema.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { testApp } from '../testing/app.ts'
import { smtpSink } from '../testing/smtp-sink.ts'
import { faultOf } from '../trpc.ts'
import { hashPassword } from './password.ts'
import { findSession } from './sessions.ts'

let sink: Awaited<ReturnType<typeof smtpSink>>
let app: TestApp
let world: World
let ada: Actor
let bo: Actor
let now = new Date()
let sends = true

beforeAll(async () => {
  sink = await smtpSink()
  const smtp = smtpMail({ url: sink.url, from: 'Fechatter <post@example.org>' })
  app = await testApp({
    override: () => ({
      now: () => now,
      mail: {
        get configured() {
          return sends
        },
        send: (letter) => smtp.send(letter),
      },
    }),
  })
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await sink.stop()
})
beforeEach(async () => {
  now = new Date()
  sends = true
  const made = await app.people('ada', 'bo')
  world = made.world
  ;[ada, bo] = made.actors as [Actor, Actor]
  const passwordHash = await hashPassword('the forgotten one')
  await app.deps.db.update(users).set({ passwordHash }).where(eq(users.id, bo.id))
})

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => faultOf(error).code,
  )
const tokenIn = (text: string) => /\/reset\/([\w-]+)/.exec(text)?.[1] ?? ''
/** Quoted-printable folds long lines. */
const unfolded = (data: string) => data.replace(/=\n/g, '')
const password = 'a new one, longer'
const reset = (token: string) => codeOf(app.anonymous.identity.resetPassword({ token, password }))
const signIn = (who: Actor, with_: string) =>
  codeOf(app.anonymous.identity.signIn({ email: who.email, password: with_ }))

test('a letter brings a link that works once and ends every session and token', async () => {
  const { token: program } = await bo.api.identity.createToken({ name: 'old', scope: 'read' })
  await app.anonymous.identity.requestReset({ email: bo.email.toUpperCase() })
  const letter = await sink.letterTo(bo.email)
  expect(letter.from).toBe('post@example.org')
  expect(letter.data).toMatch(/^Subject: Reset your Fechatter password$/m)
  const token = tokenIn(unfolded(letter.data))
  const stored = await app.deps.db.select().from(passwordResets)
  expect(JSON.stringify(stored)).not.toContain(token)
  expect(await reset(token)).toBe('ok')
  expect(await reset(token)).toBe('not_found')
  expect(await signIn(bo, 'the forgotten one')).toBe('unauthorized')
  expect(await signIn(bo, password)).toBe('ok')
  expect(await findSession(app.deps.db, bo.token)).toBeNull()
  expect(await codeOf((await app.as(program)).identity.me())).toBe('unauthorized')
  const told = await app.event('session.revoked', ({ sessionIds }) =>
    sessionIds.includes(bo.sessionId),
  )
  expect(told.userId).toBe(bo.id)
})

test('an unknown address is answered alike, gets nothing, and three tries are enough', async () => {
  const ask = (email: string) => codeOf(app.anonymous.identity.requestReset({ email }))
  const nobody = `nobody-${world.id}@example.org`
  expect([await ask(nobody), await ask(bo.email)]).toEqual(['ok', 'ok'])
  await sink.letterTo(bo.email)
  expect(sink.letters.some(({ to }) => to.includes(nobody))).toBe(false)
  expect([await ask(nobody), await ask(nobody), await ask(nobody)]).toEqual([
    'ok',
    'ok',
    'rate_limited',
  ])
})

test('a link dies after half an hour, and with every other one that was used', async () => {
  sends = false
  const of = { workspaceId: world.id, userId: bo.id }
  const link = async () => tokenIn((await ada.api.workspace.resetLink(of)).url)
  const late = await link()
  now = new Date(now.getTime() + 30 * 60_000)
  expect(await reset(late)).toBe('not_found')
  const [first, second] = [await link(), await link()]
  expect(await reset(first)).toBe('ok')
  expect(await reset(second)).toBe('not_found')
  expect(await reset('made-up')).toBe('not_found')
})

test('two who use a link at once: one chooses the password', async () => {
  sends = false
  const of = { workspaceId: world.id, userId: bo.id }
  const token = tokenIn((await ada.api.workspace.resetLink(of)).url)
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => reset(token)))
  expect(outcomes.sort()).toEqual(['not_found', 'not_found', 'not_found', 'ok'])
})

test('an admin hands a link over where no mail is sent, to nobody above him or at home elsewhere', async () => {
  const of = ({ id }: Actor) => ({ workspaceId: world.id, userId: id })
  expect(await codeOf(ada.api.workspace.resetLink(of(bo)))).toBe('conflict')
  sends = false
  expect(await app.anonymous.identity.resetsByMail()).toBe(false)
  const cleo = await app.person('cleo', world, 'admin')
  expect(await codeOf(cleo.api.workspace.resetLink(of(ada)))).toBe('forbidden')
  expect(await codeOf(bo.api.workspace.resetLink(of(cleo)))).toBe('forbidden')
  expect(await codeOf(cleo.api.workspace.resetLink(of(bo)))).toBe('ok')
  const acts = await ada.api.workspace.audit({ workspaceId: world.id })
  expect(acts[0]).toMatchObject({ action: 'password-link.made', detail: { userId: bo.id } })
  await bo.api.workspace.create({ name: 'Mine' })
  expect(await codeOf(ada.api.workspace.resetLink(of(bo)))).toBe('forbidden')
  const { token } = await ada.api.identity.createToken({ name: 'admin', scope: 'admin' })
  expect(await codeOf((await app.as(token)).workspace.resetLink(of(cleo)))).toBe('forbidden')
})
