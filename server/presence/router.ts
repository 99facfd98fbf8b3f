import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { ChosenAvailability as Chosen, Presence } from '../../shared/presence.ts'
import { ChosenAvailability, DeviceState } from '../../shared/presence.ts'
import { workspaceMembers } from '../db/schema.ts'
import { inWorkspace, ofWorkspace, router, signedIn } from '../trpc.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { sees } from './board.ts'
import { presenceHere } from './follow.ts'
import { chatsOf, tellPresence } from './tell.ts'

const Device = { deviceId: z.uuid(), state: DeviceState }

/** The procedures of the workspace router that say who is there. */
export const presenceRouter = router({
  /** Everybody whom I may see and who is not offline, and what I have chosen to be shown as. */
  presence: inWorkspace
    .input(ofWorkspace({}))
    .query(async ({ ctx: { deps, member } }): Promise<{ people: Presence[]; chosen: Chosen }> => {
      const { board } = await presenceHere(deps)
      const mine = await chatsOf(deps.db, member)
      const viewer = { guest: member.role === 'guest', isIn: mine.has.bind(mine) }
      const [row] = await deps.db
        .select({ chosen: workspaceMembers.availability })
        .from(workspaceMembers)
        .where(membership(member))
      return {
        people: board
          .of(member.workspaceId)
          .filter((standing) => sees(viewer, standing))
          .map(({ userId, state }) => ({ userId, state })),
        chosen: row?.chosen ?? 'auto',
      }
    }),

  /** A device of mine is in use, idle or closed; to be said again every `limits.presenceEveryMs`. */
  heartbeat: signedIn
    .input(z.strictObject(Device))
    .mutation(({ ctx, input }) => tellPresence(ctx.deps, ctx.actor.userId, input)),

  /** What I want to be shown as in a workspace; `auto` leaves it to my devices. */
  setPresence: inWorkspace
    .input(ofWorkspace({ chosen: ChosenAvailability, ...Device }))
    .mutation(async ({ ctx: { deps, member }, input: { chosen, deviceId, state } }) => {
      await deps.db.update(workspaceMembers).set({ availability: chosen }).where(membership(member))
      await tellPresence(deps, member.userId, { deviceId, state })
    }),
})

const membership = ({ workspaceId, userId }: WorkspaceMember) =>
  and(eq(workspaceMembers.workspaceId, workspaceId), eq(workspaceMembers.userId, userId))
