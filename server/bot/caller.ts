import type { UserId } from '../../shared/ids.ts'
import type { Deps } from '../deps.ts'
import { appRouter } from '../router.ts'
import { createCaller } from '../trpc.ts'

const callerFor = createCaller(appRouter)

/** The procedures, called in process as the bot's own user: the rules that bind people bind it. */
export const botCaller = (deps: Deps, botId: UserId, requestId: string) =>
  callerFor({
    deps,
    actor: { userId: botId, scope: 'write', session: null },
    network: 'bot',
    userAgent: 'bot',
    requestId,
    cookie: { set: () => {}, clear: () => {} },
  })
