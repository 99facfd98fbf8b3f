import { APICallError } from 'ai'
import { Fault } from '../../../shared/errors.ts'

/** What the people in the chat are told of a model's failure: what it means for them, nothing of its cause. */
export const faultFrom = (error: unknown): Fault => {
  if (error instanceof Fault) return error
  const status = statusOf(error)
  return new Fault('unavailable', sentences.get(status ?? 0) ?? failed, { cause: error })
}

const refused =
  'The language model refuses the key it was given. An administrator needs to check it.'
const failed = 'The language model failed to answer. Try again in a moment.'
const sentences = new Map([
  [401, refused],
  [403, refused],
  [404, 'The language model is not known to its server. An administrator needs to check its name.'],
  [429, 'The language model has too much to do or its quota is used up. Try again in a minute.'],
])

export const late = () =>
  new Fault('unavailable', 'The language model did not answer in time. Try again in a moment.')
export const broken = () =>
  new Fault(
    'unavailable',
    'The language model broke off in the middle of its answer. Try again in a moment.',
  )
export const silent = () =>
  new Fault('unavailable', 'The language model gave no answer. Ask again in other words.')
export const resting = (waitMs: number) => {
  const retryAfter = Math.ceil(waitMs / 1000)
  return new Fault(
    'unavailable',
    `The language model failed several times in a row. Ask again in ${retryAfter} seconds.`,
    { retryAfter },
  )
}

const statusOf = (error: unknown): number | undefined =>
  APICallError.isInstance(error) ? error.statusCode : undefined

/** What of an error is fit for the log: prompts, answers and keys are in the rest of it. */
export const traceOf = (error: unknown) => ({
  status: statusOf(error),
  kind: error instanceof Error ? error.name : typeof error,
})
