import { z } from 'zod'
import { Chat, ChatRole, ChatSettings } from './chat.ts'
import { ChatId, FileId, MessageId, UserId, WorkspaceId } from './ids.ts'
import { Message, Thread } from './message.ts'
import { MemberStatus, Person, Role } from './people.ts'
import { Preferences } from './preferences.ts'
import { Presence } from './presence.ts'

/**
 * Something that happened, in the past tense. Every event that belongs to a chat carries `seq`: the chat's one gapless clock,
 * drawn by every change, so that a reader sees a loss as arithmetic.
 */
const chatEvent = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({
    v: z.literal(1),
    id: z.string(),
    type: z.literal(type),
    at: z.string(),
    workspaceId: WorkspaceId,
    chatId: ChatId,
    seq: z.number().int().positive(),
    ...shape,
  })

/** With an event of a reply: what its root shows of the thread from then on. */
const Root = z.object({
  messageId: MessageId,
  messageSeq: z.number().int(),
  thread: Thread.nullable(),
})

const pin = { messageId: MessageId, messageSeq: z.number().int(), by: UserId }
const reaction = {
  messageId: MessageId,
  messageSeq: z.number().int(),
  emoji: z.string(),
  by: UserId,
}

/** An event of a chat: its readers are the chat's members at that `seq`. */
export const ChatEvent = z.discriminatedUnion('type', [
  chatEvent('chat.created', { chat: Chat }),
  chatEvent('chat.updated', { chat: Chat }),
  chatEvent('chat.archived', { chat: Chat }),
  chatEvent('member.joined', { person: Person, role: ChatRole, by: UserId }),
  chatEvent('member.left', { userId: UserId }),
  chatEvent('member.removed', { userId: UserId, by: UserId }),
  chatEvent('member.role-changed', { userId: UserId, role: ChatRole, by: UserId }),
  // `people` are those whom a system line names.
  chatEvent('message.sent', {
    message: Message,
    sender: Person,
    people: z.array(Person).optional(),
    root: Root.optional(),
  }),
  chatEvent('message.edited', { message: Message }),
  chatEvent('message.deleted', {
    messageId: MessageId,
    messageSeq: z.number().int(),
    by: UserId,
    root: Root.optional(),
  }),
  chatEvent('reaction.added', reaction),
  chatEvent('reaction.removed', reaction),
  chatEvent('pin.added', pin),
  chatEvent('pin.removed', pin),
  // Everything below `retainedFrom` was deleted by a rule of retention.
  chatEvent('history.expired', { retainedFrom: z.number().int() }),
])
export type ChatEvent = z.infer<typeof ChatEvent>

const personal = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({
    v: z.literal(1),
    id: z.string(),
    type: z.literal(type),
    at: z.string(),
    userId: UserId,
    ...shape,
  })

/** An event of one person: its reader is that person only, on all devices. */
export const PersonalEvent = z.discriminatedUnion('type', [
  personal('read.moved', {
    chatId: ChatId,
    readSeq: z.number().int(),
    manualUnread: z.boolean().optional(),
  }),
  personal('chat.settings-changed', { chatId: ChatId, settings: ChatSettings }),
  personal('thread.followed', {
    chatId: ChatId,
    threadId: MessageId,
    following: z.boolean(),
    readSeq: z.number().int(),
  }),
  personal('thread.read', { chatId: ChatId, threadId: MessageId, readSeq: z.number().int() }),
  personal('saved.changed', {
    chatId: ChatId,
    messageId: MessageId,
    saved: z.boolean(),
    remindAt: z.string().nullable(),
  }),
  personal('reminder.due', { chatId: ChatId, messageId: MessageId }),
  // Says that, not what: text that was never sent has no place in a log.
  personal('draft.changed', { chatId: ChatId, threadId: MessageId.nullable() }),
  personal('scheduled.changed', {
    chatId: ChatId,
    messageId: MessageId,
    state: z.enum(['waiting', 'cancelled', 'sent', 'failed']),
  }),
  personal('preferences.changed', { preferences: Preferences }),
  // From then on search can find one's file by what it says.
  personal('file.text-read', { fileId: FileId }),
  personal('session.revoked', { sessionIds: z.array(z.string()) }),
])
export type PersonalEvent = z.infer<typeof PersonalEvent>

/** An event of a workspace: its readers are the active members, guests only where they share a chat. */
export const WorkspaceEvent = z.discriminatedUnion('type', [
  z.object({
    v: z.literal(1),
    id: z.string(),
    type: z.literal('workspace.member-joined'),
    at: z.string(),
    workspaceId: WorkspaceId,
    person: Person,
    role: Role,
  }),
  z.object({
    v: z.literal(1),
    id: z.string(),
    type: z.literal('workspace.member-changed'),
    at: z.string(),
    workspaceId: WorkspaceId,
    person: Person,
    role: Role,
    status: MemberStatus,
  }),
  z.object({
    v: z.literal(1),
    id: z.string(),
    type: z.literal('workspace.member-left'),
    at: z.string(),
    workspaceId: WorkspaceId,
    person: Person,
  }),
  z.object({
    v: z.literal(1),
    id: z.string(),
    type: z.literal('workspace.updated'),
    at: z.string(),
    workspaceId: WorkspaceId,
    name: z.string(),
    readReceipts: z.boolean().default(false),
  }),
  z.object({
    v: z.literal(1),
    id: z.string(),
    type: z.literal('workspace.person-updated'),
    at: z.string(),
    workspaceId: WorkspaceId,
    person: Person,
  }),
])
export type WorkspaceEvent = z.infer<typeof WorkspaceEvent>

/** A durable event: recorded with the change it tells of, delivered at least once, in order. */
export const Event = z.union([ChatEvent, PersonalEvent, WorkspaceEvent])
export type Event = z.infer<typeof Event>

/** A passing state, never stored and droppable under load: the latest wins. `bot.delta` holds the whole answer so far. */
export const Signal = z.discriminatedUnion('type', [
  // `threadId` is the thread in which somebody types; null is the chat itself.
  z.object({
    type: z.literal('typing'),
    chatId: ChatId,
    threadId: MessageId.nullable(),
    person: Person,
  }),
  // Who is there: what has changed, or `whole`, everybody who is not offline.
  z.object({
    type: z.literal('presence'),
    workspaceId: WorkspaceId,
    people: z.array(Presence),
    whole: z.boolean(),
  }),
  // How far a member has read, where the workspace shows it.
  z.object({
    type: z.literal('receipt'),
    chatId: ChatId,
    userId: UserId,
    readSeq: z.number().int(),
  }),
  z.object({
    type: z.literal('bot.delta'),
    chatId: ChatId,
    messageId: MessageId,
    person: Person,
    text: z.string(),
  }),
  z.object({ type: z.literal('bot.done'), chatId: ChatId, messageId: MessageId }),
])
export type Signal = z.infer<typeof Signal>

/** What the stream says of itself: `stream.ready` after (re)connecting, `stream.resync` when what was missed cannot be replayed, `stream.drain` before a planned stop. */
export const StreamNotice = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stream.ready') }),
  z.object({ type: z.literal('stream.resync'), reason: z.string() }),
  z.object({ type: z.literal('stream.drain') }),
])
export type StreamNotice = z.infer<typeof StreamNotice>

/** Everything that one stream can bring. */
export type StreamEvent = Event | Signal | StreamNotice
export type EventOf<T extends Event['type']> = Extract<Event, { type: T }>
