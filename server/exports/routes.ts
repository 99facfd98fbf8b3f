import { and, eq, gt } from 'drizzle-orm'
import type { Context as HonoContext } from 'hono'
import { Hono } from 'hono'
import { Readable } from 'node:stream'
import { fail } from '../../shared/errors.ts'
import { ExportId } from '../../shared/ids.ts'
import { exports } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { Context } from '../trpc.ts'
import { ranks, workspaceMemberOf } from '../workspace/access.ts'
import { note } from '../workspace/audit.ts'
import { exportKey } from './make-export.ts'

const gone = () => fail('not_found', 'There is no such export, or it has expired.')

/**
 * Hands archives out: a workspace's to whoever owns it at that moment, a person's to her. Everybody else, and everybody after the
 * archive's time, finds nothing.
 */
export const exportRoutes = (deps: Deps, contextOf: (c: HonoContext) => Promise<Context>): Hono => {
  const app = new Hono()
  app.get('/:id', async (c) => {
    const { actor } = await contextOf(c)
    const id = ExportId.safeParse(c.req.param('id')).data
    if (!actor?.session || !id) return gone()
    const { userId } = actor
    const [row] = await deps.db
      .select()
      .from(exports)
      .where(and(eq(exports.id, id), eq(exports.state, 'ready'), gt(exports.expiresAt, deps.now())))
    if (!row) return gone()
    const { workspaceId, bytes } = row
    if (workspaceId) {
      const member = await workspaceMemberOf(deps.db, userId, workspaceId).catch(gone)
      if (!ranks(member, 'owner')) return gone()
      await deps.db.transaction((tx) =>
        note(tx, {
          workspaceId,
          actorId: userId,
          action: 'export.downloaded',
          detail: { exportId: id },
          at: deps.now(),
        }),
      )
    } else if (row.requestedBy !== userId) return gone()
    const archive = (await deps.blobs.get(exportKey(id))) ?? gone()
    return c.body(Readable.toWeb(archive) as ReadableStream, 200, {
      'content-type': 'application/zip',
      'content-length': String(bytes ?? 0),
      'content-disposition': `attachment; filename="fechatter-${row.scope}-${row.createdAt.toISOString().slice(0, 10)}.zip"`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    })
  })
  return app
}
