import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '../db/database.ts'
import type { Connection } from './connection.ts'
import { frameOf } from './frames.ts'
import type { Hub } from './hub.ts'
import { readMemberships } from './memberships.ts'
import type { Clock } from './replay.ts'
import { readClock, readMissed, readProgress, replayPositions } from './replay.ts'
import { formatStreamId, parseStreamId } from './stream-id.ts'

/** How long to wait for a row that is on the bus but not yet committed, and how often to look, in milliseconds. */
const patienceMs = 5_000
const lookEveryMs = 10

/**
 * Brings a stream that is open in the hub up to date and makes it live. Everything is read after it was opened, so that what happens
 * meanwhile is in the hub's log.
 * @param resumeId the id that the client brought, if any
 * @param greet tells the stream what is no event, once it is live
 * @returns `'resync'` when what was missed cannot be replayed, `'gone'` when the session has ended meanwhile
 */
export const catchUp = async (
  { db, now }: { db: Db; now: () => Date },
  hub: Hub,
  connection: Connection,
  resumeId: string | undefined,
  greet: (connection: Connection) => void,
): Promise<'ready' | 'resync' | 'gone'> => {
  const [memberships, clock] = await Promise.all([
    readMemberships(db, connection.userId),
    readClock(db, connection.sessionId, now()),
  ])
  if (!clock.alive) return 'gone'
  const after = resumeId === undefined ? undefined : positionIn(resumeId, clock)
  const missed = typeof after === 'number' ? await missedAfter(db, connection, after, clock) : null
  let upTo = missed && typeof after === 'number' ? after : 0
  for (const { position, event } of missed ?? []) {
    connection.outlet.write(frameOf(formatStreamId({ epoch: clock.epoch, position }), event))
    upTo = position
  }
  hub.enter(connection, memberships, upTo)
  if (resumeId !== undefined && !missed) {
    const reason = after === null ? 'This id is unknown here.' : 'Too much has happened since.'
    hub.notice(connection, { type: 'stream.resync', reason })
  }
  hub.notice(connection, { type: 'stream.ready' })
  greet(connection)
  return resumeId === undefined || missed ? 'ready' : 'resync'
}

/** The position to go on from; null for an id that was forged, comes from another history or from the future. */
const positionIn = (resumeId: string, clock: Clock): number | null => {
  const id = parseStreamId(resumeId)
  return id?.epoch === clock.epoch && id.position <= clock.drawn ? id.position : null
}

const missedAfter = async (db: Db, connection: Connection, after: number, clock: Clock) => {
  if (clock.drawn - after > replayPositions) return null
  if (after < (clock.oldest ?? clock.readable + 1) - 1) return null
  // The relay numbers, publishes, then commits. Whatever went by before this stream opened has at most the position drawn now: it is
  // read once it is committed. After a crash it is published again under a higher position, and that passes the mark as well.
  const deadline = performance.now() + patienceMs
  let progress: Pick<Clock, 'readable' | 'pending'> = clock
  while (progress.pending && progress.readable < clock.drawn) {
    if (performance.now() > deadline) return null
    await pause(lookEveryMs)
    progress = await readProgress(db)
  }
  return readMissed(db, connection.userId, after)
}
