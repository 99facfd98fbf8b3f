import { expect, test } from 'vitest'
import { formatStreamId, parseStreamId, resumeIdIn } from './stream-id.ts'

test('an id comes back as it went out', () => {
  const id = { epoch: '1a2b3c4d', position: 9_007_199_254 }
  expect(parseStreamId(formatStreamId(id))).toEqual(id)
})

test.each([
  '',
  '-',
  '5',
  'e-',
  'e--1',
  'e-1.5',
  'e-1e3',
  '-1',
  'e-9999999999999999',
  'é-1',
  'e-1\n',
])('what nobody gave is no id: %j', (text) => {
  expect(parseStreamId(text)).toBeNull()
})

test('both forms of resuming are read, and the header wins', () => {
  expect(resumeIdIn(undefined, undefined)).toBeUndefined()
  expect(resumeIdIn('', '{}')).toBeUndefined()
  expect(resumeIdIn(undefined, '{"lastEventId":"e-2"}')).toBe('e-2')
  expect(resumeIdIn('e-1', '{"lastEventId":"e-2"}')).toBe('e-1')
  expect(resumeIdIn('e-1', '{')).toBe('e-1')
})

test.each(['{', 'null', '[]', '7', '{"lastEventId":7}', '{"lastEventId":{}}'])(
  'an input that is none resumes from nowhere, which is told: %s',
  (input) => {
    expect(parseStreamId(resumeIdIn(undefined, input) ?? 'e-1')).toBeNull()
  },
)
