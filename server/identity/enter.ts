import type { UserId } from '../../shared/ids.ts'
import type { Context } from '../trpc.ts'
import { endSessions, startSession } from './sessions.ts'

/** Signs a person in on this browser under a new token: a session that it brought ends, whoever planted it. */
export const enter = async (ctx: Context, userId: UserId): Promise<void> => {
  const { deps, actor, cookie, userAgent, network } = ctx
  const before = actor?.session
  if (before) {
    await deps.db.transaction((tx) => endSessions(tx, before.userId, { only: before.id }))
    deps.wake()
  }
  cookie.set(await startSession(deps.db, userId, userAgent, network))
}
