import { z } from 'zod'
import { InviteId, UserId } from '../../shared/ids.ts'
import { Role, WorkspaceName } from '../../shared/people.ts'
import { inWorkspace, ofWorkspace } from '../trpc.ts'
import { requireRole } from './access.ts'
import { reinstate, renameWorkspace, revokeInvite, setRole, suspend } from './administer.ts'
import { readAudit, verifyAudit } from './audit.ts'
import { listInvites } from './invites.ts'

const one = ofWorkspace({ userId: UserId })

/** The procedures of the workspace router that its owners and admins have. */
export const administering = {
  setRole: inWorkspace
    .input(ofWorkspace({ userId: UserId, role: Role }))
    .mutation(({ ctx, input }) => setRole(ctx.deps, ctx.member, input)),
  suspend: inWorkspace
    .input(one)
    .mutation(({ ctx, input }) => suspend(ctx.deps, ctx.member, input.userId)),
  reinstate: inWorkspace
    .input(one)
    .mutation(({ ctx, input }) => reinstate(ctx.deps, ctx.member, input.userId)),

  update: inWorkspace
    .input(ofWorkspace({ name: WorkspaceName }))
    .mutation(({ ctx, input }) => renameWorkspace(ctx.deps, ctx.member, input.name)),

  invites: inWorkspace.input(ofWorkspace({})).query(({ ctx }) => listInvites(ctx.deps, ctx.member)),
  revokeInvite: inWorkspace
    .input(ofWorkspace({ inviteId: InviteId }))
    .mutation(({ ctx, input }) => revokeInvite(ctx.deps, ctx.member, input.inviteId)),

  /** What was done here by people with rights, newest first; `before` a seq goes on. */
  audit: inWorkspace
    .input(ofWorkspace({ before: z.number().int().positive().optional() }))
    .query(({ ctx, input }) => {
      requireRole(ctx.member, 'admin')
      return readAudit(ctx.deps.db, ctx.member.workspaceId, input.before)
    }),
  /** Whether the log of acts is whole. */
  verify: inWorkspace.input(ofWorkspace({})).query(({ ctx }) => {
    requireRole(ctx.member, 'admin')
    return verifyAudit(ctx.deps.db, ctx.member.workspaceId)
  }),
}
