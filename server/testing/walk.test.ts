import { expect, test } from 'vitest'
import type { Actor } from './app.ts'
import { draft, testApp } from './app.ts'

/* The walk of one message, as docs/architecture.md tells it: every station from the send to search and statistics. */
test('one message walks from its sender through every system', async () => {
  await using app = await testApp({ workers: true })
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = actors as [Actor, Actor]
  const message = draft(world.general, 'The lighthouse opens on Friday')

  const ack = await ada.api.chat.send(message)
  const published = await app.event('message.sent', (event) => event.message.id === message.id)
  expect(published).toMatchObject({
    seq: ack.seq,
    chatId: world.general,
    sender: { name: ada.name },
  })

  const { messages } = await bo.api.chat.page({ chatId: world.general })
  expect(messages).toMatchObject([{ id: message.id, seq: ack.seq, body: message.body }])
  expect((await bo.api.chat.get({ chatId: world.general })).unread).toBe(1)

  await expect
    .poll(async () => {
      const { hits } = await bo.api.search.messages({ workspaceId: world.id, text: 'lighthouse' })
      return hits.map((hit) => hit.message.id)
    })
    .toEqual([message.id])

  await expect
    .poll(async () => {
      const { totals } = await ada.api.analytics.overview({ workspaceId: world.id })
      return totals.messages
    })
    .toBe(1)
})
