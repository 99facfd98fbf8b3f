import type { Connection } from './connection.ts'

/** How often the sessions of open streams are checked, and for how long they may go unchecked, in milliseconds. */
export const leaseEveryMs = 5_000
export const leaseMs = 30_000

/**
 * Ends streams whose session no longer lives, also when the event that says so was lost: one question for all of them. While the question
 * is not answered they go on for {@link leaseMs}, then all end.
 * @param living which of these sessions live
 * @param now a steady clock in milliseconds
 */
export const createLease = ({
  living,
  connections,
  end,
  now,
}: {
  living: (ids: readonly string[]) => Promise<ReadonlySet<string>>
  connections: () => ReadonlySet<Connection>
  end: (connection: Connection) => void
  now: () => number
}): { check: () => Promise<void> } => {
  let checkedAt = now()
  let checking = false
  const expire = () => {
    if (now() - checkedAt >= leaseMs) for (const connection of connections()) end(connection)
  }
  return {
    check: async () => {
      if (checking) return expire()
      checking = true
      try {
        const asked = [...connections()]
        const startedAt = now()
        const alive = await living([...new Set(asked.map(({ sessionId }) => sessionId))])
        checkedAt = startedAt
        for (const connection of asked) if (!alive.has(connection.sessionId)) end(connection)
      } catch {
        // The log of the database's own trouble is elsewhere; here only time counts.
        expire()
      } finally {
        checking = false
      }
    },
  }
}
