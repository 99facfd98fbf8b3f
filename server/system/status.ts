import { eq, sql } from 'drizzle-orm'
import { chats, files, messages } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { Outcome } from '../health.ts'
import { runChecks } from '../health.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { requireRole } from '../workspace/access.ts'

/** How the installation does, as the main server sees it. */
export interface Status {
  /** The systems that it uses, asked now. */
  services: { name: string; ok: boolean; ms: number }[]
  /** Events that wait to be published, and for how many seconds the oldest does. */
  waiting: { events: number; seconds: number }
  /** Messages in this workspace, deleted ones included. */
  messages: number
  /** Files of this workspace: how many, and their bytes. */
  files: { count: number; bytes: number }
}

/** Asks every system for a sign of life and counts what waits. */
export const readStatus = async (deps: Deps, member: WorkspaceMember): Promise<Status> => {
  requireRole(member, 'admin')
  const { db } = deps
  const checks = Object.entries<Outcome>(await runChecks(deps.checks))
  const [waiting] = await db.execute<{ events: number; seconds: number }>(sql`
    select count(*)::int as events,
      coalesce(extract(epoch from ${deps.now().toISOString()}::timestamptz - min(created_at)), 0)::float8 as seconds
    from outbox where position is null`)
  const [said] = await db
    .select({ n: sql<number>`count(*)::int` })
    .from(messages)
    .innerJoin(chats, eq(chats.id, messages.chatId))
    .where(eq(chats.workspaceId, member.workspaceId))
  const [kept] = await db
    .select({
      count: sql<number>`count(*)::int`,
      bytes: sql<string>`coalesce(sum(${files.size}), 0)::text`,
    })
    .from(files)
    .where(eq(files.workspaceId, member.workspaceId))
  return {
    services: checks.map(([name, { ok, ms }]) => ({ name, ok, ms })),
    waiting: {
      events: waiting?.events ?? 0,
      seconds: Math.max(0, Math.round(waiting?.seconds ?? 0)),
    },
    messages: said?.n ?? 0,
    files: { count: kept?.count ?? 0, bytes: Number(kept?.bytes ?? 0) },
  }
}
