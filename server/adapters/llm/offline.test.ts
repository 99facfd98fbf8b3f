import { expect, test } from 'vitest'
import { ask, llmContract, passage, question } from './llm.contract.ts'
import { offlineLlm } from './offline.ts'

llmContract(async () => ({ llm: offlineLlm(), stop: async () => {} }))

test('says first that no model is configured, then quotes with author, time and link', async () => {
  expect(offlineLlm().configured).toBe(false)
  const text = (await ask(offlineLlm())).join('')
  expect(text.split('\n')[0]).toMatch(/^No language model is configured, so I can only quote/)
  expect(text).toContain('> The launch is on Friday.')
  expect(text).toContain('— Ada Lovelace, 2026-11-20 09:30 UTC [[1]](/w/lobby/chats/c?at=1)')
})

test('says that it found nothing rather than inventing', async () => {
  const text = (await ask(offlineLlm(), question({ passages: [] }))).join('')
  expect(text).toMatch(/^No language model is configured.*found no message/)
})

test('quotes at most five passages, and a label inside a quotation is no citation', async () => {
  const passages = Array.from({ length: 7 }, (_, n) => passage(String(n + 1), `see [9] ${n}`))
  const text = (await ask(offlineLlm(), question({ passages }))).join('')
  expect(text.match(/^> /gm)).toHaveLength(5)
  expect(text).toContain(String.raw`> see \[9] 0`)
})
