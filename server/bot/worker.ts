import { Counter } from 'prom-client'
import type { MessageId, WorkspaceId } from '../../shared/ids.ts'
import type { Deps } from '../deps.ts'
import { on } from '../outbox/on.ts'
import type { Stop } from '../ports.ts'
import type { Asked } from './asked.ts'
import { questionsTo } from './asked.ts'
import { lanes } from './lanes.ts'
import { reply } from './reply.ts'

/** Half of what a consumer handles at once, so that the questions of one workspace leave room for the others'. */
const bounds = { running: 4, waiting: 4 }

/**
 * Role `bot`: answers questions. An event is done when its answer is posted; interrupted ones are delivered again, to the next process.
 */
export const start = async (deps: Deps): Promise<{ app: null; stop: Stop }> => {
  const stopping = new AbortController()
  const questionOf = questionsTo(deps.db)
  const inLane = lanes<WorkspaceId>(bounds)
  const outcomes = outcomesOf(deps)
  const inWork = new Map<MessageId, Promise<void>>()

  const settle = async (asked: Asked): Promise<void> => {
    const answered = await inLane(asked.workspaceId, async () =>
      outcomes.inc({ outcome: await reply(deps, asked, stopping.signal) }),
    )
    if (!answered)
      outcomes.inc({ outcome: await reply(deps, asked, stopping.signal, { busy: true }) })
  }

  const stopConsuming = await deps.bus.consume(
    'bot',
    on({
      'message.sent': async (event) => {
        const asked = await questionOf(event)
        if (!asked) return
        // Delivered again while it is being answered: the model is not asked twice.
        const work = inWork.get(asked.questionId) ?? settle(asked)
        inWork.set(asked.questionId, work)
        await work.finally(() => inWork.delete(asked.questionId))
      },
    }),
  )
  return {
    app: null,
    stop: async () => {
      stopping.abort()
      await stopConsuming()
    },
  }
}

const name = 'fechatter_bot_questions_total'
const outcomesOf = ({ metrics }: Deps) =>
  (metrics.getSingleMetric(name) as Counter<'outcome'> | undefined) ??
  new Counter({
    name,
    help: 'Questions to the bot, by what came of them',
    labelNames: ['outcome'] as const,
    registers: [metrics],
  })
