import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgEnum,
  pgSequence,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { MessageKind } from '../../shared/search-query.ts'
import { messageKinds } from '../../shared/search-query.ts'
import { chatKinds, chatRoles } from '../../shared/chat.ts'
import type { Event } from '../../shared/events.ts'
import { exportScopes, exportStates } from '../../shared/exports.ts'
import { fileKinds } from '../../shared/file.ts'
import type {
  ChatId,
  ExportId,
  FileId,
  InviteId,
  MessageId,
  UserId,
  WorkspaceId,
} from '../../shared/ids.ts'
import type { Message, Quote, SendOptions } from '../../shared/message.ts'
import type { Notice } from '../../shared/notice.ts'
import { memberStatuses, roles } from '../../shared/people.ts'
import { scopes } from '../../shared/access.ts'
import type { Preferences } from '../../shared/preferences.ts'
import { notifyLevels } from '../../shared/preferences.ts'
import type { ChosenAvailability } from '../../shared/presence.ts'

const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
const created = () => time('created_at').notNull().defaultNow()
const number = (name: string) => bigint(name, { mode: 'number' })
const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })
const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' })

export const workspaceRole = pgEnum('workspace_role', roles)
export const memberStatus = pgEnum('member_status', memberStatuses)
export const chatKind = pgEnum('chat_kind', chatKinds)
export const chatRole = pgEnum('chat_role', chatRoles)
export const tokenScope = pgEnum('token_scope', scopes)
export const notifyLevel = pgEnum('notify_level', notifyLevels)
export const exportScope = pgEnum('export_scope', exportScopes)
export const exportState = pgEnum('export_state', exportStates)
export const fileKind = pgEnum('file_kind', fileKinds)

// ── identity ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A person, or a bot: a bot has neither e-mail nor password and cannot sign in. */
export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey().$type<UserId>(),
    name: text('name').notNull(),
    email: text('email'),
    passwordHash: text('password_hash'),
    isBot: boolean('is_bot').notNull().default(false),
    /** Folded, unique in the installation. Null for accounts that have none yet, and for bots. */
    username: text('username'),
    title: text('title').notNull().default(''),
    /** An IANA name. */
    timeZone: text('time_zone').notNull().default('UTC'),
    statusText: text('status_text').notNull().default(''),
    statusEmoji: text('status_emoji').notNull().default(''),
    /** From then on the status is none. */
    statusUntil: time('status_until'),
    /** What was chosen; the rest follows the defaults. */
    preferences: jsonb('preferences').notNull().$type<Partial<Preferences>>().default({}),
    /** The hash of the picture in `avatars`. */
    avatar: text('avatar'),
    createdAt: created(),
  },
  (t) => [
    uniqueIndex('users_email').on(sql`lower(${t.email})`),
    uniqueIndex('users_username').on(t.username),
  ],
)

/** The picture of a person, small and square: kept here so that it changes together with the person's row. */
export const avatars = pgTable('avatars', {
  userId: uuid('user_id')
    .primaryKey()
    .$type<UserId>()
    .references(() => users.id, { onDelete: 'cascade' }),
  image: bytes('image').notNull(),
})

/** A sign-in. `id` is the SHA-256 of the token that the browser holds: a copy of this table opens nothing. */
export const sessions = pgTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id, { onDelete: 'cascade' }),
    userAgent: text('user_agent').notNull().default(''),
    createdAt: created(),
    /** Slides with use, up to an end that does not. */
    expiresAt: time('expires_at').notNull(),
    lastSeenAt: time('last_seen_at').notNull().defaultNow(),
    /** The address it was last seen at. */
    network: text('network').notNull().default(''),
  },
  (t) => [index('sessions_user').on(t.userId)],
)

/** What a program signs in with, for a person or a bot. `id` is the SHA-256 of the token, as with sessions. */
export const accessTokens = pgTable(
  'access_tokens',
  {
    id: text('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    scope: tokenScope('scope').notNull(),
    /** The last characters of the token, to know it by. */
    hint: text('hint').notNull(),
    createdAt: created(),
    /** Null: until it is revoked. */
    expiresAt: time('expires_at'),
    lastUsedAt: time('last_used_at'),
  },
  (t) => [index('access_tokens_user').on(t.userId)],
)

/** A way back for someone who forgot the password. `id` is the SHA-256 of what the link carries; the row goes when it was used. */
export const passwordResets = pgTable(
  'password_resets',
  {
    id: text('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id, { onDelete: 'cascade' }),
    expiresAt: time('expires_at').notNull(),
  },
  (t) => [index('password_resets_user').on(t.userId)],
)

// ── workspace ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const workspaces = pgTable(
  'workspaces',
  {
    id: uuid('id').primaryKey().$type<WorkspaceId>(),
    slug: text('slug').notNull(),
    name: text('name').notNull(),
    /** The workspace's own bot: a member like any other. */
    botId: uuid('bot_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    /** Whether members see how far others have read. */
    readReceipts: boolean('read_receipts').notNull().default(false),
    createdAt: created(),
    /** How long messages are kept; null is for ever. A chat may keep them for a shorter time. */
    retentionDays: integer('retention_days'),
  },
  (t) => [uniqueIndex('workspaces_slug').on(t.slug)],
)

export const workspaceMembers = pgTable(
  'workspace_members',
  {
    workspaceId: uuid('workspace_id')
      .notNull()
      .$type<WorkspaceId>()
      .references(() => workspaces.id),
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    role: workspaceRole('role').notNull(),
    status: memberStatus('status').notNull().default('active'),
    /** What she wants to be shown as; whether she is there is kept in memory only. */
    availability: text('availability').notNull().default('auto').$type<ChosenAvailability>(),
    createdAt: created(),
  },
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.userId] }),
    index('workspace_members_user').on(t.userId),
    index('workspace_members_guests')
      .on(t.workspaceId)
      .where(sql`role = 'guest'`),
  ],
)

export const invites = pgTable(
  'invites',
  {
    id: uuid('id').primaryKey().$type<InviteId>(),
    workspaceId: uuid('workspace_id')
      .notNull()
      .$type<WorkspaceId>()
      .references(() => workspaces.id),
    role: workspaceRole('role').notNull(),
    createdBy: uuid('created_by')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    createdAt: created(),
    expiresAt: time('expires_at').notNull(),
    maxUses: integer('max_uses').notNull(),
    uses: integer('uses').notNull().default(0),
    revokedAt: time('revoked_at'),
    /** The chats that whoever accepts it lands in, beside #general. */
    chatIds: uuid('chat_ids').array().notNull().$type<ChatId[]>().default([]),
  },
  (t) => [index('invites_workspace').on(t.workspaceId)],
)

/** What people with rights did, in one chain per workspace: each `hash` covers its row and the hash before it. A trigger keeps rows from being changed. */
export const audit = pgTable(
  'audit',
  {
    workspaceId: uuid('workspace_id')
      .notNull()
      .$type<WorkspaceId>()
      .references(() => workspaces.id),
    seq: number('seq').notNull(),
    at: time('at').notNull(),
    actorId: uuid('actor_id').notNull().$type<UserId>(),
    action: text('action').notNull(),
    detail: jsonb('detail').notNull().$type<Record<string, unknown>>(),
    hash: text('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.seq] })],
)

/**
 * An export that somebody asked for: a job until it is `ready`, and then the archive until `expiresAt`. Without a workspace it is all
 * that concerns the person who asked.
 */
export const exports = pgTable(
  'exports',
  {
    id: uuid('id').primaryKey().$type<ExportId>(),
    workspaceId: uuid('workspace_id')
      .$type<WorkspaceId>()
      .references(() => workspaces.id),
    requestedBy: uuid('requested_by')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    scope: exportScope('scope').notNull(),
    state: exportState('state').notNull().default('waiting'),
    createdAt: created(),
    /** Since when a server is making it: much older, that server has died. */
    claimedAt: time('claimed_at'),
    tries: integer('tries').notNull().default(0),
    finishedAt: time('finished_at'),
    expiresAt: time('expires_at'),
    bytes: number('bytes'),
    /** SHA-256 of the archive, in hex. */
    checksum: text('checksum'),
  },
  (t) => [
    index('exports_workspace').on(t.workspaceId, t.createdAt),
    index('exports_person').on(t.requestedBy, t.createdAt),
    index('exports_due')
      .on(t.createdAt)
      .where(sql`state in ('waiting', 'running')`),
  ],
)

// ── chat ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `lastSeq` is the chat's one clock: every change draws the next number under this row's lock. */
export const chats = pgTable(
  'chats',
  {
    id: uuid('id').primaryKey().$type<ChatId>(),
    workspaceId: uuid('workspace_id')
      .notNull()
      .$type<WorkspaceId>()
      .references(() => workspaces.id),
    kind: chatKind('kind').notNull(),
    name: text('name').notNull().default(''),
    topic: text('topic').notNull().default(''),
    /** The two people of a direct chat, in order: one chat per pair. */
    pair: text('pair'),
    createdBy: uuid('created_by')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    createdAt: created(),
    archivedAt: time('archived_at'),
    lastSeq: number('last_seq').notNull().default(0),
    /** The seq of the newest message, to tell chats without news at a glance. */
    lastMessageSeq: number('last_message_seq').notNull().default(0),
    /** When it was written: lists of chats are in this order without a look at any message. */
    lastMessageAt: time('last_message_at'),
    /** The chat's own rule, which only shortens the workspace's. */
    retentionDays: integer('retention_days'),
    /** Everything below was deleted by a rule of retention: a gap there is no loss. */
    retainedFrom: number('retained_from').notNull().default(0),
  },
  (t) => [
    // Private names may repeat: a refusal would reveal that a hidden channel exists.
    uniqueIndex('chats_public_name')
      .on(t.workspaceId, t.name)
      .where(sql`kind = 'public'`),
    uniqueIndex('chats_pair').on(t.workspaceId, t.pair),
  ],
)

/** A membership. A row with `leftAt` is a former one; `joinedSeq` and `leftSeq` say where in the chat's order it began and ended. */
export const chatMembers = pgTable(
  'chat_members',
  {
    chatId: uuid('chat_id')
      .notNull()
      .$type<ChatId>()
      .references(() => chats.id),
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    role: chatRole('role').notNull(),
    joinedAt: time('joined_at').notNull().defaultNow(),
    joinedSeq: number('joined_seq').notNull(),
    leftAt: time('left_at'),
    leftSeq: number('left_seq'),
    readSeq: number('read_seq').notNull().default(0),
    /** Marked unread by hand: reading along does not move the pointer until the person says so. */
    manualUnread: boolean('manual_unread').notNull().default(false),
    notify: notifyLevel('notify').notNull().default('all'),
    mutedUntil: time('muted_until'),
    starred: boolean('starred').notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.chatId, t.userId] }),
    index('chat_members_user')
      .on(t.userId)
      .where(sql`left_at is null`),
  ],
)

export const messages = pgTable(
  'messages',
  {
    id: uuid('id').primaryKey().$type<MessageId>(),
    chatId: uuid('chat_id')
      .notNull()
      .$type<ChatId>()
      .references(() => chats.id),
    seq: number('seq').notNull(),
    senderId: uuid('sender_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    body: text('body').notNull(),
    /** Of the body as first sent: tells a resend, for ever, from another message under the same id. */
    fingerprint: text('fingerprint').notNull(),
    createdAt: created(),
    editedAt: time('edited_at'),
    deletedAt: time('deleted_at'),
    /** The seq of the last change of the text: the version that indexes compare. */
    changedSeq: number('changed_seq').notNull(),
    /** A system line: what happened in the chat, told in place of a body. */
    notice: jsonb('notice').$type<Notice>(),
    /** The seq of the last change of anything that a reader is shown: reactions, thread and pin too. */
    rev: number('rev').notNull(),
    /** The message that this one replies to: a message of the same chat that is itself no reply. */
    threadId: uuid('thread_id')
      .$type<MessageId>()
      .references((): AnyPgColumn => messages.id),
    /** A reply that stands in the chat's own list as well. */
    alsoToChannel: boolean('also_to_channel').notNull().default(false),
    /** Whom the text calls at once, beside people by name. */
    calls: text('calls').$type<Message['calls']>(),
    /** What it quotes or passes on, as it was then. */
    quote: jsonb('quote').$type<Quote>(),
    emote: boolean('emote').notNull().default(false),
    silent: boolean('silent').notNull().default(false),
    /** How many files it was sent with. */
    fileCount: integer('file_count').notNull().default(0),
  },
  (t) => [
    uniqueIndex('messages_seq').on(t.chatId, t.seq),
    index('messages_listed')
      .on(t.chatId, t.seq)
      .where(sql`thread_id is null or also_to_channel`),
    index('messages_thread')
      .on(t.threadId, t.seq, t.senderId, t.deletedAt)
      .where(sql`thread_id is not null`),
    check(
      'messages_body',
      sql`deleted_at is not null or notice is not null or quote is not null or body <> '' or file_count > 0`,
    ),
  ],
)

/** The ids of messages that retention has deleted: a resend of one of them is refused, and never a new message. */
export const expiredMessages = pgTable('expired_messages', {
  id: uuid('id').primaryKey().$type<MessageId>(),
  chatId: uuid('chat_id')
    .notNull()
    .$type<ChatId>()
    .references(() => chats.id),
})

/** What a message said before an edit. */
export const messageEdits = pgTable(
  'message_edits',
  {
    messageId: uuid('message_id')
      .notNull()
      .$type<MessageId>()
      .references(() => messages.id),
    seq: number('seq').notNull(),
    body: text('body').notNull(),
    editedAt: time('edited_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.seq] })],
)

export const mentions = pgTable(
  'mentions',
  {
    messageId: uuid('message_id')
      .notNull()
      .$type<MessageId>()
      .references(() => messages.id, { onDelete: 'cascade' }),
    userId: uuid('user_id').notNull().$type<UserId>(),
    chatId: uuid('chat_id').notNull().$type<ChatId>(),
    seq: number('seq').notNull(),
    /** The thread, where the message stands only there: it waits in the thread, not in the chat. */
    threadId: uuid('thread_id').$type<MessageId>(),
    /** By `@channel` or `@here`, not by name. */
    called: boolean('called').notNull().default(false),
    createdAt: created(),
  },
  (t) => [
    primaryKey({ columns: [t.messageId, t.userId] }),
    index('mentions_user').on(t.userId, t.chatId, t.seq),
    index('mentions_newest').on(t.userId, t.createdAt, t.messageId),
  ],
)

export const reactions = pgTable(
  'reactions',
  {
    messageId: uuid('message_id')
      .notNull()
      .$type<MessageId>()
      .references(() => messages.id, { onDelete: 'cascade' }),
    emoji: text('emoji').notNull(),
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    seq: number('seq').notNull(),
    /** The seq at which the first of the present reactions with this emoji came: it orders the emoji, whoever takes his own back. */
    emojiSeq: number('emoji_seq').notNull(),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.emoji, t.userId] })],
)

/** Who follows a thread, and up to where it was read. Someone who unfollowed keeps a row, so that a mention does not bring it back. */
export const threadFollowers = pgTable(
  'thread_followers',
  {
    threadId: uuid('thread_id')
      .notNull()
      .$type<MessageId>()
      .references(() => messages.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    chatId: uuid('chat_id')
      .notNull()
      .$type<ChatId>()
      .references(() => chats.id),
    following: boolean('following').notNull(),
    readSeq: number('read_seq').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.threadId, t.userId] }),
    index('thread_followers_user').on(t.userId, t.chatId),
  ],
)

export const pins = pgTable(
  'pins',
  {
    messageId: uuid('message_id')
      .primaryKey()
      .$type<MessageId>()
      .references(() => messages.id, { onDelete: 'cascade' }),
    chatId: uuid('chat_id')
      .notNull()
      .$type<ChatId>()
      .references(() => chats.id),
    seq: number('seq').notNull(),
    by: uuid('by')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    pinnedAt: time('pinned_at').notNull(),
  },
  (t) => [index('pins_chat').on(t.chatId, t.seq)],
)

/** What a person keeps for later. `remindAt` is empty again once the reminder was given. */
export const saved = pgTable(
  'saved',
  {
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    messageId: uuid('message_id')
      .notNull()
      .$type<MessageId>()
      .references(() => messages.id, { onDelete: 'cascade' }),
    savedAt: time('saved_at').notNull(),
    remindAt: time('remind_at'),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.messageId] }),
    index('saved_newest').on(t.userId, t.savedAt),
    index('saved_message').on(t.messageId),
    index('saved_due')
      .on(t.remindAt)
      .where(sql`remind_at is not null`),
  ],
)

/** What a person has written and not sent. `place` is the thread, or the chat itself. */
export const drafts = pgTable(
  'drafts',
  {
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    chatId: uuid('chat_id')
      .notNull()
      .$type<ChatId>()
      .references(() => chats.id),
    place: uuid('place').notNull().$type<ChatId | MessageId>(),
    body: text('body').notNull(),
    changedAt: time('changed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.place] })],
)

/** A message that waits for its time under the id that it will have. A row goes when it was sent. */
export const scheduled = pgTable(
  'scheduled',
  {
    id: uuid('id').primaryKey().$type<MessageId>(),
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    chatId: uuid('chat_id')
      .notNull()
      .$type<ChatId>()
      .references(() => chats.id),
    threadId: uuid('thread_id').$type<MessageId>(),
    alsoToChannel: boolean('also_to_channel').notNull().default(false),
    body: text('body').notNull(),
    /** How it is sent, beside its words. */
    options: jsonb('options').notNull().default({}).$type<SendOptions>(),
    /** Who sends it, if not its author: a reminder comes from the bot. */
    sentBy: uuid('sent_by')
      .$type<UserId>()
      .references(() => users.id),
    fileIds: uuid('file_ids').array().$type<FileId[]>(),
    sendAt: time('send_at').notNull(),
    /** Since when a server is sending it: from then on it stands. */
    claimedAt: time('claimed_at'),
    /** Why it could not be sent, in the words for its author. */
    failure: text('failure'),
  },
  (t) => [
    index('scheduled_user').on(t.userId, t.sendAt),
    index('scheduled_due')
      .on(t.sendAt)
      .where(sql`failure is null`),
  ],
)

// ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A file that was uploaded whole. Its bytes are kept under their SHA-256, once for all files with the same content. Who may read it
 * follows from the messages that carry it; before the first one its owner alone may.
 */
export const files = pgTable(
  'files',
  {
    id: uuid('id').primaryKey().$type<FileId>(),
    workspaceId: uuid('workspace_id')
      .notNull()
      .$type<WorkspaceId>()
      .references(() => workspaces.id),
    ownerId: uuid('owner_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    hash: text('hash').notNull(),
    name: text('name').notNull(),
    /** The media type, found in the content. */
    type: text('type').notNull(),
    kind: fileKind('kind').notNull(),
    size: number('size').notNull(),
    width: integer('width'),
    height: integer('height'),
    blur: text('blur'),
    alt: text('alt').notNull().default(''),
    /** The beginning of what it says, for search. Null until it was read, empty if it says nothing. */
    text: text('text'),
    createdAt: created(),
    /** When a message first carried it. If none does any more, it goes. */
    attachedAt: time('attached_at'),
  },
  (t) => [
    index('files_workspace').on(t.workspaceId, t.size),
    index('files_hash').on(t.hash),
    index('files_unattached')
      .on(t.createdAt)
      .where(sql`attached_at is null`),
  ],
)

/** Which files a message carries. The rows go with the message's text. */
export const messageFiles = pgTable(
  'message_files',
  {
    messageId: uuid('message_id')
      .notNull()
      .$type<MessageId>()
      .references(() => messages.id, { onDelete: 'cascade' }),
    fileId: uuid('file_id')
      .notNull()
      .$type<FileId>()
      .references(() => files.id),
    chatId: uuid('chat_id').notNull().$type<ChatId>(),
    seq: number('seq').notNull(),
    place: integer('place').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.messageId, t.fileId] }),
    index('message_files_file').on(t.fileId),
    index('message_files_chat').on(t.chatId, t.seq),
  ],
)

/** A file that is arriving, in parts. Its whole size counts as used from the beginning, so that a quota is never exceeded. */
export const uploads = pgTable(
  'uploads',
  {
    id: uuid('id').primaryKey().$type<FileId>(),
    workspaceId: uuid('workspace_id')
      .notNull()
      .$type<WorkspaceId>()
      .references(() => workspaces.id),
    ownerId: uuid('owner_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    name: text('name').notNull(),
    size: number('size').notNull(),
    received: number('received').notNull().default(0),
    parts: text('parts').array().notNull().default([]),
    /** Known once all has arrived: keeps the bytes from being swept while they are put in place. */
    hash: text('hash'),
    changedAt: time('changed_at').notNull(),
  },
  (t) => [
    index('uploads_workspace').on(t.workspaceId),
    index('uploads_hash').on(t.hash),
    index('uploads_changed').on(t.changedAt),
  ],
)

// ── events ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The log of everything that happened, written in the transaction of the change. The relay gives each row its `position`
 * in the stream and publishes it; resume and `chat.since` read it. `messageId` is there so that a delete can blank the text.
 */
export const outbox = pgTable(
  'outbox',
  {
    id: number('id').primaryKey().generatedAlwaysAsIdentity(),
    position: number('position'),
    type: text('type').notNull().$type<Event['type']>(),
    workspaceId: uuid('workspace_id').$type<WorkspaceId>(),
    chatId: uuid('chat_id').$type<ChatId>(),
    seq: number('seq'),
    userId: uuid('user_id').$type<UserId>(),
    messageId: uuid('message_id').$type<MessageId>(),
    payload: jsonb('payload').notNull().$type<Record<string, unknown>>(),
    createdAt: created(),
  },
  (t) => [
    uniqueIndex('outbox_chat').on(t.chatId, t.seq),
    uniqueIndex('outbox_position').on(t.position),
    index('outbox_unpublished')
      .on(t.id)
      .where(sql`position is null`),
    index('outbox_message')
      .on(t.messageId)
      .where(sql`message_id is not null`),
  ],
)

/** Positions in the stream. A sequence does not roll back, so a number that a follower may have seen is never given again. */
export const streamPosition = pgSequence('stream_position')

/** One row. Its lock makes the one leader that numbers and publishes. `epoch` tells one history of positions from another, e.g. after a restore. */
export const relay = pgTable('relay', {
  id: integer('id').primaryKey(),
  epoch: text('epoch').notNull(),
  /** The last position that was published. */
  position: number('position').notNull(),
})

/** What a consumer has done already: an event's effect and its row here are one transaction. */
export const inbox = pgTable(
  'inbox',
  {
    consumer: text('consumer').notNull(),
    eventId: number('event_id').notNull(),
    handledAt: time('handled_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.consumer, t.eventId] })],
)

/** How far each consumer of the embedded bus has come in the log. */
export const busCursors = pgTable('bus_cursors', {
  consumer: text('consumer').primaryKey(),
  position: number('position').notNull(),
})

/** Events that a consumer failed to handle five times. */
export const deadLetters = pgTable(
  'dead_letters',
  {
    consumer: text('consumer').notNull(),
    eventId: text('event_id').notNull(),
    payload: jsonb('payload').notNull(),
    reason: text('reason').notNull(),
    createdAt: created(),
  },
  (t) => [primaryKey({ columns: [t.consumer, t.eventId] })],
)

// ── search ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The embedded index. `terms` holds words, for scripts without spaces pairs of characters, and what filters ask for. */
export const searchDocs = pgTable(
  'search_docs',
  {
    id: uuid('id').primaryKey().$type<MessageId>(),
    version: number('version').notNull(),
    workspaceId: uuid('workspace_id').notNull().$type<WorkspaceId>(),
    chatId: uuid('chat_id').notNull().$type<ChatId>(),
    senderId: uuid('sender_id').notNull().$type<UserId>(),
    folded: text('folded').notNull(),
    terms: tsvector('terms').notNull(),
    kinds: text('kinds').array().notNull().default([]).$type<MessageKind[]>(),
    createdAt: time('created_at').notNull(),
  },
  (t) => [
    index('search_docs_terms').using('gin', t.terms),
    index('search_docs_newest').on(t.workspaceId, t.createdAt, t.id),
    index('search_docs_chat').on(t.chatId, t.createdAt, t.id),
    ...messageKinds.map((kind) =>
      index(`search_docs_${kind}`)
        .on(t.workspaceId, t.createdAt, t.id)
        .where(sql.raw(`kinds @> '{${kind}}'::text[]`)),
    ),
  ],
)

/** Words that stand in messages. `keys` are the word and what is left of it without each one letter: two words with a key in common are one slip apart, or two. */
export const searchWords = pgTable(
  'search_words',
  { word: text('word').primaryKey(), keys: text('keys').array().notNull() },
  (t) => [index('search_words_keys').using('gin', t.keys)],
)

/** How an index was made and how far the making of a new one has come. */
export const searchIndexes = pgTable('search_indexes', {
  name: text('name').primaryKey(),
  /** The form of the documents in it: another form asks for a new index. */
  format: integer('format').notNull().default(0),
  builtAt: time('built_at'),
  /** Somebody asked for a new one. */
  requestedAt: time('requested_at'),
  /** The server that makes it, while it says so in time. */
  builder: text('builder'),
  builderUntil: time('builder_until'),
  /** The last message that is in the new one, and the event that it all began after. */
  cursor: uuid('cursor').$type<MessageId>(),
  since: number('since'),
  done: integer('done').notNull().default(0),
  total: integer('total').notNull().default(0),
})

/** What a person searched for. With a name it is kept, without one it is among the recent. */
export const searches = pgTable(
  'searches',
  {
    userId: uuid('user_id')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    workspaceId: uuid('workspace_id')
      .notNull()
      .$type<WorkspaceId>()
      .references(() => workspaces.id),
    query: text('query').notNull(),
    name: text('name'),
    usedAt: time('used_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.workspaceId, t.query] })],
)
