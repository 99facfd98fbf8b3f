import { and, inArray, isNull } from 'drizzle-orm'
import { files } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { on } from '../outbox/on.ts'
import type { Stop } from '../ports.ts'
import { textOf } from './text.ts'

/** Reads the text of files once they were sent, so that search can find them by it. */
export const startFileReader = (deps: Deps): Promise<Stop> =>
  deps.bus.consume(
    'file-reader',
    on({
      'message.sent': async ({ message }) => {
        const ids = message.files.map(({ id }) => id)
        if (ids.length === 0) return
        const unread = await deps.db
          .select()
          .from(files)
          .where(and(inArray(files.id, ids), isNull(files.text)))
        for (const file of unread) await textOf(deps, file)
      },
    }),
  )
