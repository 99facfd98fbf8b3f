import { and, eq } from 'drizzle-orm'
import { Fault } from '../../shared/errors.ts'
import type { Signal } from '../../shared/events.ts'
import type { MessageId } from '../../shared/ids.ts'
import { messages } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { Question } from '../ports.ts'
import { faultOf } from '../trpc.ts'
import { answerFor } from './answer.ts'
import { answerIdOf } from './answer-id.ts'
import type { Asked } from './asked.ts'
import { botCaller } from './caller.ts'

/** What came of a question. */
export type Outcome = 'answered' | 'excused' | 'answered-before' | 'dropped'

const historyMessages = 12
const longestInHistory = 1000
const deltaEveryMs = 125

/**
 * Answers a question in its chat, exactly once: the id of the answer follows from the question's, so whoever comes second finds it sent.
 * A question that was missed, however long ago, is answered when it is delivered. When the model cannot answer, a sentence says so.
 * @param busy says so at once instead of asking the model
 * @throws when interrupted or when the database is away: the event is then delivered again
 */
export const reply = async (
  deps: Deps,
  asked: Asked,
  signal: AbortSignal,
  { busy = false }: { busy?: boolean } = {},
): Promise<Outcome> => {
  const { chatId, bot, questionId } = asked
  const id = answerIdOf(deps.config.jwtSecret, questionId)
  if (await wasSent(deps, asked, id)) return 'answered-before'
  const as = botCaller(deps, bot.id, `bot:${questionId}`)
  try {
    const { excused, body } = busy ? tooMuch : await compose(deps, asked, as, id, signal)
    await as.chat.send({ id, chatId, body })
    return excused ? 'excused' : 'answered'
  } catch (error) {
    // Answered by another process, archived, or bot or asker are no members any more: trying again would not change it.
    const { code } = faultOf(error)
    if (code !== 'conflict' && code !== 'not_found') throw error
    deps.log.info({ questionId, code }, 'a question could not be answered')
    return 'dropped'
  } finally {
    if (!signal.aborted) await tell(deps, { type: 'bot.done', chatId, messageId: id })
  }
}

const tooMuch = {
  excused: true,
  body: 'I have many questions to answer at the moment. Ask me again in a minute.',
}

const compose = async (
  deps: Deps,
  asked: Asked,
  as: ReturnType<typeof botCaller>,
  messageId: MessageId,
  signal: AbortSignal,
): Promise<{ excused: boolean; body: string }> => {
  const { workspaceId, slug, chatId, direct, bot, asker, questionId, text } = asked
  let told = -Infinity
  const onText = async (soFar: () => string) => {
    if (performance.now() - told < deltaEveryMs) return
    told = performance.now()
    await tell(deps, { type: 'bot.delta', chatId, messageId, person: bot, text: soFar() })
  }
  const question = {
    audience: direct ? { workspaceId, askerId: asker.id } : { workspaceId, chatId },
    wanted: { workspaceId, slug, botId: bot.id, text, questionId },
    asker: asker.name,
    history: await historyOf(as, asked),
  }
  try {
    return { excused: false, body: (await answerFor(deps, question, signal, onText)).text }
  } catch (error) {
    if (signal.aborted || !(error instanceof Fault) || error.code !== 'unavailable') throw error
    return { excused: true, body: `I cannot answer right now. ${error.message}` }
  }
}

/** What was said in the chat right before the question. */
const historyOf = async (
  as: ReturnType<typeof botCaller>,
  { chatId, seq, bot }: Asked,
): Promise<Question['history']> => {
  const page = await as.chat.page({ chatId, before: seq, limit: historyMessages })
  const names = new Map(page.people.map(({ id, name }) => [id, name]))
  return page.messages
    .filter(({ deletedAt }) => deletedAt === null)
    .map(({ senderId, body }) => ({
      author: names.get(senderId) ?? '',
      mine: senderId === bot.id,
      text: body.slice(0, longestInHistory).toWellFormed(),
    }))
}

const wasSent = async ({ db }: Deps, { bot }: Asked, id: MessageId): Promise<boolean> => {
  const [sent] = await db
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.id, id), eq(messages.senderId, bot.id)))
  return sent !== undefined
}

/** Passing states may be lost: the answer itself is a message. */
const tell = async ({ bus, log }: Deps, signal: Signal): Promise<void> => {
  await bus.signal(signal).catch((error: unknown) => log.debug({ err: error }, 'signal lost'))
}
