import { z } from 'zod'
import { newToken, Scope } from '../../shared/access.ts'
import { AuditAction } from '../../shared/audit.ts'
import { fail } from '../../shared/errors.ts'
import { InviteId, UserId } from '../../shared/ids.ts'
import { FullName, RetentionDays, Role, WorkspaceName } from '../../shared/people.ts'
import { asAdmin, ofWorkspace } from '../trpc.ts'
import { reinstate, revokeInvite, setRole, suspend, updateWorkspace } from './administer.ts'
import { readAudit, verifyAudit } from './audit.ts'
import { createBot, createBotToken, listBots, revokeBotToken } from './bots.ts'
import { listInvites } from './invites.ts'
import { makeMembersResetLink } from './reset-link.ts'
import { readRetention, setRetention } from './retention.ts'
import { readRoster } from './roster.ts'
import { transferWorkspace } from './transfer.ts'

const Time = z.iso.datetime({ offset: true })
const one = ofWorkspace({ userId: UserId })

/** The procedures of the workspace router that its owners and admins have. */
export const administering = {
  setRole: asAdmin
    .input(ofWorkspace({ userId: UserId, role: Role }))
    .mutation(({ ctx, input }) => setRole(ctx.deps, ctx.member, input)),
  suspend: asAdmin
    .input(one)
    .mutation(({ ctx, input }) => suspend(ctx.deps, ctx.member, input.userId)),
  reinstate: asAdmin
    .input(one)
    .mutation(({ ctx, input }) => reinstate(ctx.deps, ctx.member, input.userId)),

  /** Gives the workspace to another member; the owner who does it stays as an admin. */
  transfer: asAdmin
    .input(one)
    .mutation(({ ctx, input }) => transferWorkspace(ctx.deps, ctx.member, input.userId)),

  /** Everybody who is or was let in, the suspended too, with their addresses. */
  roster: asAdmin.input(ofWorkspace({})).query(({ ctx }) => readRoster(ctx.deps.db, ctx.member)),

  /** A link for somebody who forgot the password, where no mail is sent. Whoever has it has the account, so no program gets one. */
  resetLink: asAdmin.input(one).mutation(({ ctx, input }) => {
    if (!ctx.actor.session) fail('forbidden', 'Only a signed-in person may do this.')
    return makeMembersResetLink(ctx.deps, ctx.member, input.userId)
  }),

  update: asAdmin
    .input(ofWorkspace({ name: WorkspaceName.optional(), readReceipts: z.boolean().optional() }))
    .mutation(({ ctx, input }) => updateWorkspace(ctx.deps, ctx.member, input)),

  invites: asAdmin.input(ofWorkspace({})).query(({ ctx }) => listInvites(ctx.deps, ctx.member)),
  revokeInvite: asAdmin
    .input(ofWorkspace({ inviteId: InviteId }))
    .mutation(({ ctx, input }) => revokeInvite(ctx.deps, ctx.member, input.inviteId)),

  /** For how many days messages are kept, null for ever; with the channels that have a rule of their own. */
  retention: asAdmin
    .input(ofWorkspace({}))
    .query(({ ctx }) => readRetention(ctx.deps.db, ctx.member)),
  setRetention: asAdmin
    .input(ofWorkspace({ days: RetentionDays.nullable() }))
    .mutation(({ ctx, input }) => setRetention(ctx.deps, ctx.member, input.days)),

  /** What was done here by people with rights, newest first; `before` a seq goes on, the rest picks. */
  audit: asAdmin
    .input(
      ofWorkspace({
        before: z.number().int().positive().optional(),
        actorId: UserId.optional(),
        action: AuditAction.optional(),
        from: Time.optional(),
        until: Time.optional(),
      }),
    )
    .query(({ ctx, input: { workspaceId, ...filter } }) =>
      readAudit(ctx.deps.db, workspaceId, filter),
    ),
  /** Whether the log of acts is whole. */
  verify: asAdmin
    .input(ofWorkspace({}))
    .query(({ ctx }) => verifyAudit(ctx.deps.db, ctx.member.workspaceId)),

  /** The bots that were added here, with their tokens. */
  bots: asAdmin.input(ofWorkspace({})).query(({ ctx }) => listBots(ctx.deps.db, ctx.member)),
  createBot: asAdmin
    .input(ofWorkspace({ name: FullName }))
    .mutation(({ ctx, input }) => createBot(ctx.deps, ctx.member, input.name)),
  /** Makes a token for a program to act as a bot by. The answer shows it for the only time. */
  createBotToken: asAdmin
    .input(ofWorkspace({ userId: UserId, ...newToken, scope: Scope.exclude(['admin']) }))
    .mutation(({ ctx, input: { workspaceId: _, ...wish } }) =>
      createBotToken(ctx.deps, ctx.member, wish),
    ),
  revokeBotToken: asAdmin
    .input(ofWorkspace({ userId: UserId, tokenId: z.string().min(1).max(100) }))
    .mutation(({ ctx, input }) => revokeBotToken(ctx.deps, ctx.member, input)),
}
