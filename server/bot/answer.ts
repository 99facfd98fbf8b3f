import { fail } from '../../shared/errors.ts'
import type { Deps } from '../deps.ts'
import type { Question } from '../ports.ts'
import type { Audience } from './audience.ts'
import { chatsFor } from './audience.ts'
import { citeOnly } from './citations.ts'
import type { Evidence, Wanted } from './retrieve.ts'
import { retrieve, stillHolds } from './retrieve.ts'

/**
 * Answers a question for an audience: finds passages that all of it may read, asks the model, and keeps of the answer only what is fit to
 * be posted. Before it is given out, the passages are checked again: the model may have taken a minute.
 * @param onText the answer so far, made when called
 * @throws Fault `unavailable` when there is no answer to give, `not_found` when the asker has left
 */
export const answerFor = async (
  deps: Deps,
  {
    audience,
    wanted,
    asker,
    history,
  }: {
    audience: Audience
    wanted: Wanted
    asker: string
    history: Question['history']
  },
  signal: AbortSignal,
  onText: (text: () => string) => Promise<void> = async () => {},
): Promise<{ text: string; passages: Evidence[] }> => {
  const passages = await retrieve(deps, wanted, await chatsFor(deps.db, audience))
  let said = ''
  const question = { asker, text: wanted.text, history, passages }
  for await (const piece of deps.llm.answer(question, signal)) {
    said += piece
    await onText(() => citeOnly(said, passages))
  }
  if (signal.aborted) throw new Error('interrupted before the answer was complete')
  if (!(await stillHolds(deps.db, passages, await chatsFor(deps.db, audience))))
    fail('unavailable', 'Something I read for the answer has changed in the meantime. Ask again.')
  const text = citeOnly(said, passages)
  return text === ''
    ? fail('unavailable', 'The language model gave no answer. Ask again in other words.')
    : { text, passages }
}
