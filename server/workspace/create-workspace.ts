import { fail } from '../../shared/errors.ts'
import type { UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { createChannel, joinChat } from '../chat/membership.ts'
import type { Tx } from '../db/database.ts'
import { users, workspaceMembers, workspaces } from '../db/schema.ts'
import { slugOf } from './slug.ts'

/** Creates a workspace with its bot and `#general`, owned by its maker. */
export const createWorkspace = async (
  tx: Tx,
  ownerId: UserId,
  name: string,
): Promise<{ id: WorkspaceId; slug: string }> => {
  const id = newId<WorkspaceId>()
  const botId = newId<UserId>()
  await tx.insert(users).values({ id: botId, name: 'bot', isBot: true })
  const slug = await insertUnderFreeSlug(tx, { id, name, botId })
  await tx.insert(workspaceMembers).values([
    { workspaceId: id, userId: ownerId, role: 'owner' },
    { workspaceId: id, userId: botId, role: 'member' },
  ])
  const chat = await createChannel(tx, {
    workspaceId: id,
    kind: 'public',
    name: 'general',
    topic: 'Everyone is here.',
    createdBy: ownerId,
  })
  await joinChat(tx, chat.id, botId, { by: ownerId })
  return { id, slug }
}

const insertUnderFreeSlug = async (
  tx: Tx,
  workspace: { id: WorkspaceId; name: string; botId: UserId },
): Promise<string> => {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const slug = slugOf(workspace.name, attempt)
    const inserted = await tx
      .insert(workspaces)
      .values({ ...workspace, slug })
      .onConflictDoNothing({ target: workspaces.slug })
      .returning({ id: workspaces.id })
    if (inserted.length > 0) return slug
  }
  return fail('conflict', 'This name is taken too often. Choose another.', {
    field: 'workspaceName',
  })
}
