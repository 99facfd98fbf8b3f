import { afterAll, beforeAll, expect, test } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { passwordResets, sessions } from '../db/schema.ts'
import type { Actor, TestApp } from '../testing/app.ts'
import { testApp } from '../testing/app.ts'
import { sweepCredentials } from './sweep.ts'

let app: TestApp
beforeAll(async () => {
  app = await testApp()
})
afterAll(() => app[Symbol.asyncDispose]())

const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000)

test('sign-ins, links and tokens go when they open nothing any more, and not before', async () => {
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  await ada.api.workspace.resetLink({ workspaceId: world.id, userId: bo.id })
  await bo.api.identity.createToken({ name: 'for a day', scope: 'read', days: 1 })
  await bo.api.identity.createToken({ name: 'until revoked', scope: 'read' })
  const left = async () => ({
    sessions: await app.deps.db.$count(sessions),
    resets: await app.deps.db.$count(passwordResets),
    tokens: (await bo.api.identity.tokens()).map(({ name }) => name).sort(),
  })
  const all = { sessions: 2, resets: 1, tokens: ['for a day', 'until revoked'] }
  await sweepCredentials(app.deps)
  expect(await left()).toEqual(all)
  await sweepCredentials(app.deps, inDays(limits.sessionDays - 1))
  expect(await left()).toEqual({ ...all, resets: 0 })
  await sweepCredentials(app.deps, inDays(1 + limits.expiredTokenDays + 1))
  await sweepCredentials(app.deps, inDays(1 + limits.expiredTokenDays + 1))
  expect(await left()).toEqual({ sessions: 0, resets: 0, tokens: ['until revoked'] })
})
