import { z } from 'zod'
import { fail } from '../../shared/errors.ts'
import { ChatId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { Role, WorkspaceName } from '../../shared/people.ts'
import { anybody, inWorkspace, ofWorkspace, router, signedIn, withSession } from '../trpc.ts'
import { requireRole } from './access.ts'
import { administering } from './administering.ts'
import { createWorkspace } from './create-workspace.ts'
import { acceptInvite, createInvite, readInvite } from './invites.ts'
import { leaveWorkspace } from './leave.ts'
import { readPerson } from './read-person.ts'
import { listPeople, listWorkspaces } from './workspaces.ts'

const token = z.string().min(1).max(1024)

export const workspaceRouter = router({
  ...administering,

  create: withSession
    .input(z.strictObject({ name: WorkspaceName }))
    .mutation(async ({ ctx, input }) => {
      const created = await ctx.deps.db.transaction((tx) =>
        createWorkspace(tx, ctx.actor.userId, input.name),
      )
      ctx.deps.wake()
      return created
    }),

  list: signedIn.query(({ ctx }) => listWorkspaces(ctx.deps.db, ctx.actor.userId)),

  members: inWorkspace.input(ofWorkspace({})).query(({ ctx }) => {
    requireRole(ctx.member, 'member')
    return listPeople(ctx.deps.db, ctx.member, ctx.deps.now())
  }),

  /** Who one of them is: name, title, time zone and status. */
  person: inWorkspace
    .input(ofWorkspace({ userId: UserId }))
    .query(({ ctx, input }) => readPerson(ctx.deps.db, ctx.member, input.userId, ctx.deps.now())),

  invite: inWorkspace
    .input(
      ofWorkspace({
        role: Role.default('member'),
        days: z.number().int().min(1).max(limits.inviteDays.max).default(limits.inviteDays.default),
        chatIds: z.array(ChatId).max(limits.inviteChats).default([]),
        uses: z.number().int().min(1).max(limits.inviteUses.max).default(limits.inviteUses.default),
      }),
    )
    .mutation(({ ctx, input }) => createInvite(ctx.deps, ctx.member, input)),

  /** Leaves; the last owner gives the workspace away first. */
  leave: inWorkspace.input(ofWorkspace({})).mutation(({ ctx }) => {
    if (!ctx.actor.session) fail('forbidden', 'Only a signed-in person may do this.')
    return leaveWorkspace(ctx.deps, ctx.member)
  }),

  readInvite: anybody
    .input(z.strictObject({ token }))
    .query(({ ctx, input }) => readInvite(ctx.deps, input.token)),

  acceptInvite: withSession.input(z.strictObject({ token })).mutation(async ({ ctx, input }) => {
    const workspaceId = await ctx.deps.db.transaction((tx) =>
      acceptInvite(ctx.deps, tx, ctx.actor.userId, input.token),
    )
    ctx.deps.wake()
    return { workspaceId }
  }),
})
