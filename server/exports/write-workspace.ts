import { and, eq, inArray } from 'drizzle-orm'
import type { WorkspaceId } from '../../shared/ids.ts'
import { chats, workspaces } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { Archive } from './archive.ts'
import type { ExportedChat } from './rows.ts'
import { auditOf, membersOf, messagesOf, peopleOf, readChats } from './rows.ts'
import { writeFiles } from './write-files.ts'

/** Writes a workspace: public channels, or every chat where the installation and its owner want that. */
export const writeWorkspace = async (
  deps: Deps,
  archive: Archive,
  workspaceId: WorkspaceId,
  scope: 'public' | 'everything',
): Promise<ExportedChat[]> => {
  const { db } = deps
  const kinds = scope === 'public' ? (['public'] as const) : chats.kind.enumValues
  const found = await db
    .select({ id: chats.id })
    .from(chats)
    .where(and(eq(chats.workspaceId, workspaceId), inArray(chats.kind, [...kinds])))
  const all = await readChats(
    db,
    found.map(({ id }) => id),
  )
  const here = await db.select().from(workspaces).where(eq(workspaces.id, workspaceId))
  await archive.table('workspace.jsonl', stream(here))
  await archive.table('people.jsonl', peopleOf(db, workspaceId))
  await archive.table('chats.jsonl', stream(all))
  await archive.table('members.jsonl', membersOf(db, all))
  for (const chat of all) await archive.table(`messages/${chat.id}.jsonl`, messagesOf(db, chat))
  await writeFiles(
    deps,
    archive,
    all.map((chat) => ({ chat })),
  )
  await archive.table('audit.jsonl', auditOf(db, workspaceId))
  return all
}

/** Rows that are there already, as a table takes them. */
export async function* stream<Row>(rows: Iterable<Row>): AsyncGenerator<Row> {
  yield* rows
}
