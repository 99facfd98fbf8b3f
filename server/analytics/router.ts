import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { chats } from '../db/schema.ts'
import { inWorkspace, ofWorkspace, router } from '../trpc.ts'
import { requireRole } from '../workspace/access.ts'
import { busiestChats, messagesPerDay } from './reports.ts'

/** Usage is kept for this many days. */
const mostDays = 90
const topChannels = 5

export const analyticsRouter = router({
  /** What was said in the last days (UTC, today included), each day and in all, and the busiest public channels. Not for guests. */
  overview: inWorkspace
    .input(ofWorkspace({ days: z.number().int().min(1).max(mostDays).default(30) }))
    .query(async ({ ctx, input }) => {
      requireRole(ctx.member, 'member')
      const { db, warehouse, now } = ctx.deps
      const { workspaceId } = ctx.member
      // Only of public channels: that a private one exists, and how busy it is, is its members' own affair.
      const open = await db
        .select({ id: chats.id, name: chats.name })
        .from(chats)
        .where(
          and(
            eq(chats.workspaceId, workspaceId),
            eq(chats.kind, 'public'),
            isNull(chats.archivedAt),
          ),
        )
      const names = new Map(open.map(({ id, name }) => [id, name]))
      const among = [...names.keys()]
      const [said, busiest] = await Promise.all([
        messagesPerDay(warehouse, workspaceId, now(), input.days),
        busiestChats(warehouse, workspaceId, now(), input.days, { among, limit: topChannels }),
      ])
      const channels = busiest.map((channel) => ({
        ...channel,
        name: names.get(channel.chatId) ?? '',
      }))
      return { ...said, channels }
    }),
})
