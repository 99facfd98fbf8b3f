import { EventSource } from 'eventsource'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { serve } from '../server/serve.ts'
import type { Actor } from '../server/testing/app.ts'
import { draft, testApp } from '../server/testing/app.ts'
import { start } from '../server/notify/worker.ts'
import { webApp } from '../server/web.ts'
import type { StreamEvent } from './index.ts'
import { createFechatter } from './index.ts'

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 })

test('a program sends, hears, and goes on where it was', async () => {
  await using app = await testApp()
  const notify = await start(app.deps)
  const main = webApp(app.deps, {
    version: '',
    assets: (_, next) => next(),
    render: async () => new Response('a page'),
    stop: async () => {},
  })
  const server = await serve(new Hono().route('/', notify.app).route('/', main), {
    host: '127.0.0.1',
    port: 0,
  })
  const { world, actors } = await app.people('ada', 'bo')
  const [ada, bo] = (actors as [Actor, Actor]).map(({ token }) =>
    createFechatter({ url: `http://127.0.0.1:${server.port}/`, token, EventSource }),
  ) as [ReturnType<typeof createFechatter>, ReturnType<typeof createFechatter>]

  const heard: { id: string; data: StreamEvent }[] = []
  const listen = (lastEventId?: string) =>
    bo.events.stream.subscribe(lastEventId ? { lastEventId } : undefined, {
      onData: (event) => heard.push(event),
    })
  const bodies = () =>
    heard.flatMap(({ data }) => (data.type === 'message.sent' ? [data.message.body] : []))

  const first = listen()
  await eventually(() => heard.map(({ data }) => data.type)).toContain('stream.ready')
  const [ack, me] = await Promise.all([
    ada.chat.send.mutate(draft(world.general, 'one')),
    ada.identity.me.query(),
  ])
  expect(ack.seq).toBeGreaterThan(0)
  expect(me).toMatchObject({ name: actors[0]?.name })
  await eventually(bodies).toEqual(['one'])

  first.unsubscribe()
  await ada.chat.send.mutate(draft(world.general, 'two'))
  const second = listen(heard.at(-1)?.id)
  await eventually(bodies).toEqual(['one', 'two'])
  second.unsubscribe()

  const nobody = createFechatter({ url: `http://127.0.0.1:${server.port}` })
  await expect(nobody.chat.send.mutate(draft(world.general, 'three'))).rejects.toMatchObject({
    data: { fault: { code: 'unauthorized' } },
  })
  // Not awaited: the programs keep idle connections for some seconds.
  void server.stop()
  await notify.stop()
})
