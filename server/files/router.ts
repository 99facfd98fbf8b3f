import { z } from 'zod'
import { FileAlt, FileName } from '../../shared/file.ts'
import { FileId } from '../../shared/ids.ts'
import { inWorkspace, ofWorkspace, router, signedIn } from '../trpc.ts'
import { beginUpload } from './begin.ts'
import { describe } from './describe.ts'
import { discard } from './discard.ts'

/** Uploads begin here; their bytes go to `PUT /files/<id>?offset=…`, and whoever may read a file gets them at `GET /files/<id>/<name>`. */
export const filesRouter = router({
  /** Begins an upload, or says how far one has come: what is missing is sent from there on. */
  begin: inWorkspace
    .input(
      ofWorkspace({
        id: FileId,
        name: FileName,
        size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
      }),
    )
    .mutation(({ ctx, input: { id, name, size } }) =>
      beginUpload(ctx.deps, ctx.member, { id, name, size }),
    ),

  /** Says what a picture shows, for those who do not see it. */
  describe: signedIn
    .input(z.strictObject({ id: FileId, alt: FileAlt }))
    .mutation(({ ctx, input }) => describe(ctx.deps.db, ctx.actor.userId, input)),

  /** Gives up an upload, or takes back a file that was not sent. */
  discard: signedIn
    .input(z.strictObject({ id: FileId }))
    .mutation(({ ctx, input }) => discard(ctx.deps, ctx.actor.userId, input.id)),
})
