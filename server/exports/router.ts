import { z } from 'zod'
import { asAdmin, ofWorkspace, router, withSession } from '../trpc.ts'
import { listExports, listMine, requestExport, requestMine } from './request.ts'

/** Archives of a workspace and of a person; `GET /exports/<id>` hands them out. */
export const exportsRouter = router({
  list: asAdmin.input(ofWorkspace({})).query(({ ctx }) => listExports(ctx.deps.db, ctx.member)),
  request: asAdmin
    .input(ofWorkspace({ scope: z.enum(['public', 'everything']) }))
    .mutation(({ ctx, input }) => requestExport(ctx.deps, ctx.member, input.scope)),

  mine: withSession.query(({ ctx }) => listMine(ctx.deps.db, ctx.actor.userId)),
  requestMine: withSession.mutation(({ ctx }) => requestMine(ctx.deps, ctx.actor.userId)),
})
