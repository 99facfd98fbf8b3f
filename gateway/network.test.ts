import { expect, test } from 'vitest'
import { isAddressOrNetwork, networkOf, normalAddress } from './network.ts'
import { ask, backend, testGateway } from './testing.ts'

test.each([
  ['203.0.113.7', '203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:5123', '203.0.113.7', '203.0.113.7'],
  [' ::ffff:203.0.113.7', '203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7', '203.0.113.7'],
  ['2001:DB8::1', '2001:db8:0:0:0:0:0:1', '2001:db8:0:0::/64'],
  ['[2001:db8::1]:443', '2001:db8:0:0:0:0:0:1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1', 'fe80:0:0:0::/64'],
  ['1:2:3:4:5:6:7.8.9.10', '1:2:3:4:5:6:708:90a', '1:2:3:4::/64'],
  ['::1', '0:0:0:0:0:0:0:1', '0:0:0:0::/64'],
])('%s is %s in %s', (text, address, network) => {
  expect(normalAddress(text)).toBe(address)
  expect(networkOf(address)).toBe(network)
})

test.each(['', 'ada', '1.2.3', '999.1.1.1', '::g', '1.2.3.4.5', '[::1'])('%s is none', (text) => {
  expect(normalAddress(text)).toBeUndefined()
})

test('proxies are named by address or network', () => {
  for (const good of ['10.0.0.0/8', '127.0.0.1', '::1', '2001:db8::/32'])
    expect(isAddressOrNetwork(good)).toBe(true)
  for (const bad of ['10.0.0.0/33', '10.0.0/8', 'proxy', '::1/129', '10.0.0.0/', '10.0.0.0/x'])
    expect(isAddressOrNetwork(bad)).toBe(false)
})

test('behind trusted proxies the right-most other address counts, else the peer', async () => {
  await using server = await backend()
  await using gateway = await testGateway({
    SERVER_URLS: server.url,
    TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8',
  })
  const seenFor = async (headers: Record<string, string>) => {
    await ask(gateway.port, '/', { headers })
    return server.seen.at(-1)?.headers
  }
  const addressFor = async (forwarded: string) =>
    (await seenFor({ 'x-forwarded-for': forwarded }))?.['x-forwarded-for']
  expect(await addressFor('198.51.100.9')).toBe('198.51.100.9')
  expect(await addressFor('6.6.6.6, 198.51.100.9, 10.1.2.3')).toBe('198.51.100.9')
  expect(await addressFor('6.6.6.6, nonsense, 10.1.2.3')).toBe('10.1.2.3')
  expect(await addressFor('10.9.9.9')).toBe('10.9.9.9')
  expect(await addressFor('')).toBe('127.0.0.1')
  expect((await seenFor({ 'x-forwarded-proto': 'https' }))?.['x-forwarded-proto']).toBe('https')
  expect((await seenFor({ 'x-forwarded-proto': 'gopher' }))?.['x-forwarded-proto']).toBe('http')
})
