import { expect, test } from 'vitest'
import { canSlip, isNear, keysOf } from './slips.ts'

test.each([
  ['deploy', 'deplay', true],
  ['deploy', 'depoly', true],
  ['deploy', 'deply', true],
  ['deploy', 'xdeploy', true],
  ['eeploy', 'deploy', true],
  ['lighthouse', 'lihgthuose', true],
  ['deploy', 'deplooyx', false],
  ['house', 'horst', false],
  ['deploy', 'employ', false],
])('%s for %s: %s', (asked, word, near) => {
  expect(isNear(asked, word)).toBe(near)
})

test('close words share a key', () => {
  for (const other of ['deplay', 'depoly', 'deply', 'xdeploy', 'eploy'])
    expect(
      keysOf('deploy').some((key) => keysOf(other).includes(key)),
      other,
    ).toBe(true)
})

test('short words, numbers and endless ones are taken as they are', () => {
  for (const word of ['go', 'wifi', '123456', 'x'.repeat(40)]) expect(canSlip(word)).toBe(false)
})
