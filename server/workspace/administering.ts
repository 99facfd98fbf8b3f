import { z } from 'zod'
import { AuditAction } from '../../shared/audit.ts'
import { InviteId, UserId } from '../../shared/ids.ts'
import { RetentionDays, Role, WorkspaceName } from '../../shared/people.ts'
import { inWorkspace, ofWorkspace } from '../trpc.ts'
import { requireRole } from './access.ts'
import { reinstate, updateWorkspace, revokeInvite, setRole, suspend } from './administer.ts'
import { readAudit, verifyAudit } from './audit.ts'
import { listInvites } from './invites.ts'
import { readRetention, setRetention } from './retention.ts'
import { readRoster } from './roster.ts'
import { transferWorkspace } from './transfer.ts'

const Time = z.iso.datetime({ offset: true })
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

  /** Gives the workspace to another member; the owner who does it stays as an admin. */
  transfer: inWorkspace
    .input(one)
    .mutation(({ ctx, input }) => transferWorkspace(ctx.deps, ctx.member, input.userId)),

  /** Everybody who is or was let in, the suspended too, with their addresses. */
  roster: inWorkspace
    .input(ofWorkspace({}))
    .query(({ ctx }) => readRoster(ctx.deps.db, ctx.member)),

  update: inWorkspace
    .input(ofWorkspace({ name: WorkspaceName.optional(), readReceipts: z.boolean().optional() }))
    .mutation(({ ctx, input }) => updateWorkspace(ctx.deps, ctx.member, input)),

  invites: inWorkspace.input(ofWorkspace({})).query(({ ctx }) => listInvites(ctx.deps, ctx.member)),
  revokeInvite: inWorkspace
    .input(ofWorkspace({ inviteId: InviteId }))
    .mutation(({ ctx, input }) => revokeInvite(ctx.deps, ctx.member, input.inviteId)),

  /** For how many days messages are kept, null for ever; with the channels that have a rule of their own. */
  retention: inWorkspace
    .input(ofWorkspace({}))
    .query(({ ctx }) => readRetention(ctx.deps.db, ctx.member)),
  setRetention: inWorkspace
    .input(ofWorkspace({ days: RetentionDays.nullable() }))
    .mutation(({ ctx, input }) => setRetention(ctx.deps, ctx.member, input.days)),

  /** What was done here by people with rights, newest first; `before` a seq goes on, the rest picks. */
  audit: inWorkspace
    .input(
      ofWorkspace({
        before: z.number().int().positive().optional(),
        actorId: UserId.optional(),
        action: AuditAction.optional(),
        from: Time.optional(),
        until: Time.optional(),
      }),
    )
    .query(({ ctx, input: { workspaceId, ...filter } }) => {
      requireRole(ctx.member, 'admin')
      return readAudit(ctx.deps.db, workspaceId, filter)
    }),
  /** Whether the log of acts is whole. */
  verify: inWorkspace.input(ofWorkspace({})).query(({ ctx }) => {
    requireRole(ctx.member, 'admin')
    return verifyAudit(ctx.deps.db, ctx.member.workspaceId)
  }),
}
