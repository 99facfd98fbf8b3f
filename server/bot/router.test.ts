import { expect, test } from 'vitest'
import { faultOf } from '../trpc.ts'
import type { Actor } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'

test('bot.ask answers the asker alone, from what she may read, and not without end', async () => {
  await using app = await testApp()
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  const place = { workspaceId: world.id, kind: 'private' as const, name: 'vault' }
  const { id: chatId } = await ada.api.chat.create(place)
  const message = draft(chatId, 'The vault code is Kingfisher')
  const { seq, createdAt } = await ada.api.chat.send(message)
  const doc = { ...message, version: seq, workspaceId: world.id, senderId: ada.id }
  await app.deps.search.put([
    { ...doc, attached: '', to: [], kinds: [], createdAt: new Date(createdAt) },
  ])
  const question = { workspaceId: world.id, text: 'What is the vault code?' }

  expect(await ada.api.bot.status()).toEqual({ configured: false })
  const answer = await ada.api.bot.ask(question)
  const url = `/w/${world.slug}/chats/${chatId}?at=${seq}`
  expect(answer.text).toContain(`> The vault code is Kingfisher`)
  expect(answer.text).toContain(`[[1]](${url})`)
  expect(answer.passages).toEqual([
    { label: '1', author: ada.name, at: createdAt, text: message.body, url },
  ])
  expect(JSON.stringify(await bo.api.bot.ask(question))).not.toContain('Kingfisher')

  for (let n = 1; n < 20; n += 1) await ada.api.bot.ask(question)
  const refusal = await ada.api.bot.ask(question).catch(faultOf)
  expect(refusal).toMatchObject({ code: 'rate_limited', retryAfter: expect.any(Number) })
  await bo.api.bot.ask(question)
})

test('bot.ask refuses what is no question', async () => {
  await using app = await testApp()
  const { world, actors } = await app.people('ada')
  const [ada] = actors as [Actor]
  for (const text of ['', ' ', 'x'.repeat(2001), 'a\0b', '\ud800'])
    expect(await ada.api.bot.ask({ workspaceId: world.id, text }).catch(faultOf)).toMatchObject({
      ...{ code: 'invalid_input', field: 'text' },
    })
})
