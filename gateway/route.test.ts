import { expect, test } from 'vitest'
import { canonicalPath, proceduresOf, routeOf, signInsOf } from './route.ts'
import { ask, backend, testGateway } from './testing.ts'

const tricks = [
  '//bot/ask',
  '/bot//ask',
  '/trpc/../bot/ask',
  '/./bot/ask',
  '/bot/.',
  '/bot/..',
  '/x/%2e%2e/bot/ask',
  '/x/%2E%2E/bot/ask',
  '/x/.%2e/bot/ask',
  '/bot%2fask',
  '/bot%2Fask',
  '/%62ot/ask',
  '/x%5c..%5cbot',
  '/x\\..\\bot',
  '/bot;a=1/ask',
  '/bot%3bask',
  '/bot%00',
  '/bot%0d%0a',
  '/bot%25%32%66ask',
  '/bot%2',
  '/bot%zz',
  '/bot#/ask',
  '/bot/é',
  'http://127.0.0.1/bot/ask',
  '*',
  '',
]

test.each(tricks)('%s is no address', (target) => {
  expect(canonicalPath(target)).toBeUndefined()
})

test.each([
  '/',
  '/w/acme/chats/0198c0de',
  '/trpc/chat.send,chat.list?batch=1&x=//..;',
  '/trpc/a%2Cb',
  '/invite/eyJ.a-b_c.d~e',
  '/files/%E4%BD%A0%20%E5%A5%BD.png',
  '/@vite/client',
  '/.well-known/x',
])('%s is an address', (target) => {
  expect(canonicalPath(target)).toBe(target.split('?')[0])
})

test('no spelling reaches another service than the plain one', async () => {
  await using server = await backend()
  await using bot = await backend()
  await using gateway = await testGateway({ SERVER_URLS: server.url, BOT_URLS: bot.url })
  for (const path of tricks.filter(
    (target) => target.startsWith('/') && !/[^\x21-\x7e]/.test(target),
  ))
    expect([400, 404], path).toContain((await ask(gateway.port, path)).status)
  for (const path of ['/Bot/ask', '/bot./ask', '/BOT/ask', '/sse.', '/SSE'])
    expect((await ask(gateway.port, path)).status, path).toBe(200)
  expect(bot.seen).toEqual([])
  expect(server.seen.length).toBe(5)
})

test('the metrics of the services are not for the public', () => {
  expect(routeOf('/bot/metrics', 'GET')).toBeUndefined()
  expect(routeOf('/analytics/metrics', 'GET')).toBeUndefined()
})

test('only a GET opens a stream', () => {
  expect(routeOf('/sse', 'GET')).toMatchObject({ name: 'stream', service: 'notify' })
  expect(routeOf('/sse', 'POST')).toMatchObject({ name: 'trpc', service: 'notify' })
})

test('procedures and sign-ins are counted however a batch is spelt', () => {
  expect(proceduresOf('/trpc/a.b%2cc.d,e.f')).toEqual(['a.b', 'c.d', 'e.f'])
  expect(proceduresOf('/w/acme')).toEqual([])
  expect(signInsOf('/trpc/identity.signIn%2Cidentity.signUp,chat.send', 'POST')).toBe(2)
  expect(signInsOf('/sign-in', 'GET')).toBe(0)
})
