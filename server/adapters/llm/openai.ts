import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { LanguageModel } from 'ai'
import { streamText } from 'ai'
import type { Logger } from 'pino'
import type { Llm, Question } from '../../ports.ts'
import { boundedFetch } from './bounded-fetch.ts'
import { circuitBreaker } from './breaker.ts'
import { cut, longestAnswer } from './cut.ts'
import { offlineLlm } from './offline.ts'
import { instructions, promptOf } from './prompt.ts'
import { broken, faultFrom, late, resting, silent, traceOf } from './trouble.ts'

export interface OpenaiOptions {
  apiKey: string | undefined
  /** Any server that speaks OpenAI's chat completions; without it, OpenAI itself. */
  baseUrl: string | undefined
  model: string
  /** Milliseconds until the first token and between two tokens; the whole answer may take three times as long. */
  timeoutMs: number
}

/** The bot promises a word within 30 s: a model that is silent for longer than this counts as failed. */
const longestSilenceMs = 25_000
const maxOutputTokens = 4000

/**
 * A language model behind OpenAI's API or a compatible one. After five failures in a row it rests for 30 s. Without key and base URL
 * it is the offline mode.
 * @param outside clock (ms, monotonic) and network, for tests
 */
export const openaiLlm = (
  options: OpenaiOptions,
  log: Pick<Logger, 'warn'>,
  outside: { now?: () => number; fetch?: typeof fetch } = {},
): Llm => {
  if (!options.apiKey && !options.baseUrl) return offlineLlm()
  // The SDK prints what it thinks of a model to the console, past the log.
  globalThis.AI_SDK_LOG_WARNINGS = false
  const { now = () => performance.now(), fetch = globalThis.fetch } = outside
  let model: Promise<LanguageModel> | undefined
  const breaker = circuitBreaker({ failures: 5, openMs: 30_000, now })
  return {
    configured: true,
    async *answer(question, signal) {
      if (signal.aborted) return
      const wait = breaker.wait()
      if (wait > 0) throw resting(wait)
      try {
        model ??= modelOf(options, boundedFetch(fetch))
        yield* textOf(await model, options.timeoutMs, question, signal)
        breaker.succeeded()
      } catch (error) {
        if (signal.aborted) return
        breaker.failed()
        log.warn(traceOf(error), 'the language model failed')
        throw faultFrom(error)
      } finally {
        breaker.forget()
      }
    },
  }
}

/** Chat completions for both: what every compatible server speaks, and what OpenAI does not store by default, unlike its responses. */
const modelOf = async (
  { apiKey, baseUrl, model }: OpenaiOptions,
  fetch: typeof globalThis.fetch,
): Promise<LanguageModel> => {
  const key = apiKey ? { apiKey } : {}
  if (baseUrl)
    return createOpenAICompatible({
      name: 'compatible',
      baseURL: baseUrl,
      includeUsage: true,
      fetch,
      ...key,
    })(model)
  // On being imported this package reads OPENAI_BASE_URL itself, and throws when it is there but empty.
  const { createOpenAI } = await import('@ai-sdk/openai')
  return createOpenAI({ baseURL: 'https://api.openai.com/v1', fetch, ...key }).chat(model)
}

/** The model's words as they come, up to the longest answer. Throws what went wrong; ends quietly when the asker left. */
const textOf = async function* (
  model: LanguageModel,
  timeoutMs: number,
  question: Question,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const hangUp = new AbortController()
  const silence = Math.min(timeoutMs, longestSilenceMs)
  const { stream } = streamText({
    model,
    instructions,
    prompt: promptOf(question),
    maxOutputTokens,
    // Whoever asks may ask again; a hidden retry would use up the time in which an answer is promised.
    maxRetries: 0,
    abortSignal: AbortSignal.any([signal, hangUp.signal]),
    timeout: { firstChunkMs: silence, chunkMs: silence, totalMs: 3 * timeoutMs },
    onError: () => {},
  })
  let length = 0
  try {
    for await (const part of stream) {
      if (part.type === 'error') throw part.error
      if (part.type === 'abort') {
        if (signal.aborted) return
        throw late()
      }
      if (part.type === 'finish' && !complete.has(part.finishReason)) throw broken()
      if (part.type !== 'text-delta' || part.text === '') continue
      const piece = cut(part.text, longestAnswer - length)
      length += piece.length
      if (piece !== '') yield piece
      if (piece.length < part.text.length || length === longestAnswer) return
    }
    if (length === 0 && !signal.aborted) throw silent()
  } finally {
    hangUp.abort()
  }
}

/** A stream that ends without one of these was cut. */
const complete = new Set<string>(['stop', 'length', 'tool-calls'])
