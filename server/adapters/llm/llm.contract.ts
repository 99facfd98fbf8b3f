import { describe, expect, test } from 'vitest'
import type { Llm, Passage, Question } from '../../ports.ts'
import { longestAnswer } from './cut.ts'

export const passage = (label: string, text: string): Passage => ({
  label,
  author: 'Ada Lovelace',
  at: new Date('2026-11-20T09:30:00Z'),
  text,
  url: `/w/lobby/chats/c?at=${label}`,
})

export const question = (more: Partial<Question> = {}): Question => ({
  asker: 'Bo Berg',
  text: 'When is the launch?',
  history: [],
  passages: [passage('1', 'The launch is on Friday.')],
  ...more,
})

export const never = new AbortController().signal

/** The pieces of an answer. */
export const ask = async (llm: Llm, asked = question(), signal = never): Promise<string[]> => {
  const pieces: string[] = []
  for await (const piece of llm.answer(asked, signal)) pieces.push(piece)
  return pieces
}

/** What every model behind the bot does. */
export const llmContract = (open: () => Promise<{ llm: Llm; stop: () => Promise<void> }>) =>
  describe('a language model', () => {
    const withLlm = (run: (llm: Llm) => Promise<void>) => async () => {
      const { llm, stop } = await open()
      try {
        await run(llm)
      } finally {
        await stop()
      }
    }

    test(
      'answers in pieces, with the label of the passage',
      withLlm(async (llm) => {
        const pieces = await ask(llm)
        expect(pieces.length).toBeGreaterThan(1)
        expect(pieces.join('')).toContain('The launch is on Friday.')
        expect(pieces.join('')).toContain('[1]')
      }),
    )

    test(
      'answers without passages',
      withLlm(async (llm) => {
        expect((await ask(llm, question({ passages: [] }))).join('')).not.toBe('')
      }),
    )

    test(
      'says nothing once the asker has left',
      withLlm(async (llm) => {
        expect(await ask(llm, question(), AbortSignal.abort())).toEqual([])
      }),
    )

    test(
      'ends early when the asker leaves',
      withLlm(async (llm) => {
        const leaving = new AbortController()
        const long = question({ passages: [passage('1', 'word '.repeat(1000))] })
        const pieces: string[] = []
        for await (const piece of llm.answer(long, leaving.signal)) {
          pieces.push(piece)
          leaving.abort()
        }
        expect(pieces.length).toBeLessThan(500)
      }),
    )

    test(
      'keeps to the longest answer and to whole characters',
      withLlm(async (llm) => {
        const long = Array.from({ length: 8 }, (_, n) => passage(String(n + 1), '👋'.repeat(4500)))
        const text = (await ask(llm, question({ passages: long }))).join('')
        expect(text.length).toBeLessThanOrEqual(longestAnswer)
        expect(text.isWellFormed()).toBe(true)
      }),
    )
  })
