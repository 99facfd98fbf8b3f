import { and, asc, eq, inArray, isNull, ne } from 'drizzle-orm'
import type { AccessToken, Scope } from '../../shared/access.ts'
import { fail } from '../../shared/errors.ts'
import type { ChatId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { MemberStatus, Person } from '../../shared/people.ts'
import { readableChats } from '../chat/access.ts'
import type { Db, Tx } from '../db/database.ts'
import { chatMembers, chats, users, workspaceMembers, workspaces } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { personColumns, toPerson } from '../identity/people.ts'
import { createToken, endTokens, listTokens } from '../identity/tokens.ts'
import { record } from '../outbox/record.ts'
import type { WorkspaceMember } from './access.ts'
import { note } from './audit.ts'

/** A bot that was added to a workspace, with the tokens that programs act as it by. */
export interface AddedBot {
  person: Person
  status: MemberStatus
  tokens: AccessToken[]
  /** The channels that it is in, as far as whoever asks may read them. */
  channels: { id: ChatId; name: string }[]
}

/** Adds a bot: a member that nobody signs in as. It is in no chat until somebody adds it or it joins a public channel. */
export const createBot = async (
  deps: Deps,
  { workspaceId, userId: actorId }: WorkspaceMember,
  name: string,
): Promise<Person> => {
  const id = newId<UserId>()
  const person: Person = { id, name, isBot: true }
  await deps.db.transaction(async (tx) => {
    if ((await addedBots(tx, workspaceId)).length >= limits.botsPerWorkspace)
      fail('conflict', `A workspace has at most ${limits.botsPerWorkspace} bots of its own.`)
    await tx.insert(users).values({ id, name, isBot: true })
    await tx.insert(workspaceMembers).values({ workspaceId, userId: id, role: 'member' })
    const detail = { userId: id, name }
    await note(tx, { workspaceId, actorId, action: 'bot.created', detail, at: deps.now() })
    await record(tx, { type: 'workspace.member-joined', workspaceId, person, role: 'member' })
  })
  deps.wake()
  return person
}

/** The bots that were added to a workspace, by name. */
export const listBots = async (db: Db, member: WorkspaceMember): Promise<AddedBot[]> => {
  const rows = await addedBots(db, member.workspaceId)
  const channels = Map.groupBy(await channelsOf(db, member, rows), ({ userId }) => userId)
  return Promise.all(
    rows.map(async ({ status, ...row }) => ({
      person: toPerson(row),
      status,
      tokens: await listTokens(db, row.id),
      channels: (channels.get(row.id) ?? []).map(({ id, name }) => ({ id, name })),
    })),
  )
}

/** Makes a token to act as a bot by. @throws Fault `not_found` for someone who is no bot of this workspace */
export const createBotToken = async (
  deps: Deps,
  { workspaceId, userId: actorId }: WorkspaceMember,
  { userId, ...wish }: { userId: UserId; name: string; scope: Scope; days?: number | undefined },
): Promise<{ token: string; access: AccessToken }> => {
  const at = deps.now()
  return deps.db.transaction(async (tx) => {
    await requireBot(tx, workspaceId, userId)
    const made = await createToken(tx, userId, wish, at)
    const detail = { userId, name: wish.name, scope: wish.scope }
    await note(tx, { workspaceId, actorId, action: 'bot-token.created', detail, at })
    return made
  })
}

/** Revokes a bot's token; its streams end. @throws Fault `not_found` for a token of somebody else */
export const revokeBotToken = async (
  deps: Deps,
  { workspaceId, userId: actorId }: WorkspaceMember,
  { userId, tokenId }: { userId: UserId; tokenId: string },
): Promise<void> => {
  await deps.db.transaction(async (tx) => {
    await requireBot(tx, workspaceId, userId)
    if ((await endTokens(tx, userId, tokenId)) === 0) noSuchBot()
    const detail = { userId }
    await note(tx, { workspaceId, actorId, action: 'bot-token.revoked', detail, at: deps.now() })
  })
  deps.wake()
}

const noSuchBot = () =>
  fail('not_found', 'There is no such bot or token in this workspace.', { field: 'userId' })

/** The bots of a workspace by name, except its own one, which acts within the server and has no tokens. */
const addedBots = (db: Db | Tx, workspaceId: WorkspaceId) =>
  db
    .select({ ...personColumns, status: workspaceMembers.status })
    .from(workspaceMembers)
    .innerJoin(users, and(eq(users.id, workspaceMembers.userId), eq(users.isBot, true)))
    .innerJoin(
      workspaces,
      and(eq(workspaces.id, workspaceMembers.workspaceId), ne(workspaces.botId, users.id)),
    )
    .where(eq(workspaceMembers.workspaceId, workspaceId))
    .orderBy(asc(users.name), asc(users.id))

const channelsOf = async (db: Db, member: WorkspaceMember, bots: readonly { id: UserId }[]) =>
  db
    .select({ userId: chatMembers.userId, id: chats.id, name: chats.name })
    .from(chatMembers)
    .innerJoin(chats, eq(chats.id, chatMembers.chatId))
    .where(
      and(
        inArray(
          chatMembers.userId,
          bots.map(({ id }) => id),
        ),
        inArray(chats.id, await readableChats(db, member)),
        inArray(chats.kind, ['public', 'private']),
        isNull(chatMembers.leftAt),
        isNull(chats.archivedAt),
      ),
    )
    .orderBy(asc(chats.name), asc(chats.id))

const requireBot = async (tx: Tx, workspaceId: WorkspaceId, userId: UserId) => {
  const bots = await addedBots(tx, workspaceId)
  if (!bots.some(({ id }) => id === userId)) noSuchBot()
}
