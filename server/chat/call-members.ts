import { and, count, eq, isNull, ne, sql } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Message } from '../../shared/message.ts'
import type { Db, Tx } from '../db/database.ts'
import { chatMembers, users, workspaceMembers } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { presenceHere } from '../presence/follow.ts'
import type { Member } from './access.ts'
import { manages } from './access.ts'

type Calls = Message['calls']

/** Whom a text calls at once. The wider call wins. */
export const callIn = (body: string): Calls => {
  const called = new Set(
    [...body.matchAll(/(?<![\p{L}\p{M}\p{N}_])@(here|channel)(?![\p{L}\p{M}\p{N}_-])/giu)].map(
      ([, word]) => word?.toLowerCase(),
    ),
  )
  return called.has('channel') ? 'channel' : called.has('here') ? 'here' : null
}

/** Those who are there just now, and would hear a call at once. */
export const peopleHere = async (deps: Deps, workspaceId: WorkspaceId): Promise<UserId[]> => {
  const { board } = await presenceHere(deps)
  return board
    .of(workspaceId)
    .filter(({ state }) => state === 'online' || state === 'busy')
    .map(({ userId }) => userId)
}

const membersCalled = (chatId: ChatId, by: UserId, here: readonly UserId[] | null) =>
  and(
    eq(chatMembers.chatId, chatId),
    isNull(chatMembers.leftAt),
    ne(chatMembers.userId, by),
    eq(users.isBot, false),
    here === null ? undefined : sql`${chatMembers.userId} = any(${sql.param([...here])}::uuid[])`,
  )

/** Those whom a call reaches, by their time zones. */
const zonesCalled = (db: Db, { chatId, userId }: Member, here: readonly UserId[] | null) =>
  db
    .select({ timeZone: users.timeZone, people: count() })
    .from(chatMembers)
    .innerJoin(users, eq(users.id, chatMembers.userId))
    .where(membersCalled(chatId, userId, here))
    .groupBy(users.timeZone)
const sum = (zones: readonly { people: number }[]) =>
  zones.reduce((all, { people }) => all + people, 0)

/** How many people a text would call, and in which time zones: null where `requireMeant` would not ask. */
export const readCall = async (deps: Deps, member: Member, body: string) => {
  const call = member.kind === 'direct' ? null : callIn(body)
  if (!call || manages(member)) return null
  const here = call === 'here' ? await peopleHere(deps, member.workspaceId) : null
  const times = await zonesCalled(deps.db, member, here)
  return sum(times) > limits.callsUnasked ? { people: sum(times), times } : null
}

const nightBegins = 22
const nightEnds = 7

/**
 * Refuses a call of many people until its author says that it is meant; whoever manages the chat is not asked.
 * @param here whom `@here` calls; null for everybody
 * @throws Fault `forbidden` for guests, `conflict` with the number of people and for how many of them it is night
 */
export const requireMeant = async (
  db: Db,
  member: Member,
  { here, confirmed, now }: { here: readonly UserId[] | null; confirmed: boolean; now: Date },
): Promise<void> => {
  if (member.workspaceRole === 'guest')
    fail('forbidden', 'Guests cannot call everybody. Mention people by name.', { field: 'body' })
  if (confirmed || manages(member)) return
  const zones = await zonesCalled(db, member, here)
  const people = sum(zones)
  if (people <= limits.callsUnasked) return
  const asleep = sum(zones.filter(({ timeZone }) => isNight(timeZone, now)))
  const hours = asleep > 0 ? ` For ${asleep} of them it is between 22:00 and 07:00 now.` : ''
  fail('conflict', `This calls ${people} people.${hours} Confirm that you mean it.`, {
    field: 'confirmed',
  })
}

const isNight = (timeZone: string, now: Date) => {
  const hour = Number(
    new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(now),
  )
  return hour >= nightBegins || hour < nightEnds
}

/** Notes a call as a mention of each member whom it reaches: of nobody else, and not twice of those whom it names. */
export const mentionCalled = (
  tx: Tx,
  call: { messageId: MessageId; chatId: ChatId; seq: number; by: UserId; at: Date },
  workspaceId: WorkspaceId,
  here: readonly UserId[] | null,
) =>
  tx.execute(sql`
    insert into mentions (message_id, user_id, chat_id, seq, called, created_at)
    select ${call.messageId}, ${chatMembers.userId}, ${call.chatId}, ${call.seq}, true,
      ${call.at.toISOString()}::timestamptz
    from ${chatMembers}
    join ${users} on ${users.id} = ${chatMembers.userId}
    join ${workspaceMembers} on ${workspaceMembers.userId} = ${chatMembers.userId}
      and ${workspaceMembers.workspaceId} = ${workspaceId} and ${workspaceMembers.status} = 'active'
    where ${membersCalled(call.chatId, call.by, here)}
    on conflict do nothing`)
