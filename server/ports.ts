import type { Readable } from 'node:stream'
import type { Event, Signal } from '../shared/events.ts'
import type { PresenceCall } from '../shared/presence.ts'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../shared/ids.ts'
import type { MessageKind, Sort } from '../shared/search-query.ts'

/** Ends what was started, waiting for work in hand. */
export type Stop = () => Promise<void>

/** A durable event with its place in the stream. `position` rises by publication; several events never share one. */
export interface Published {
  position: number
  event: Event
}

/** What passes over the bus and is kept nowhere: signals for the streams, and what the servers tell each other of who is there. */
export type Passing = Signal | PresenceCall

/** What a live follower sees: durable events, and what passes, which has no position. */
export type Live = Published | { position: null; signal: Passing }

/** The event bus between roles. It is a transport: PostgreSQL is the record. */
export interface Bus {
  /** Resolves once the bus has taken the event durably. Publishing the same `event.id` again is harmless. */
  publish(published: Published): Promise<void>
  /** Sends a passing state to the followers of all processes, at most once. */
  signal(signal: Passing): Promise<void>
  /**
   * Durable: one process of the group handles each event, again until it succeeds, at most 5 times, then it is a dead letter.
   * A slow or failing event does not hold back the next. A new group starts at the oldest event still kept.
   */
  consume(group: string, handle: (published: Published) => Promise<void>): Promise<Stop>
  /** Live: every process, from now on, in order of publication, never retried. */
  follow(handle: (live: Live) => void): Promise<Stop>
}

/** Sets aside what a group could not handle. `payload` is the event, or the text of what was not one. Idempotent by `eventId`. */
export type DeadLetter = (
  group: string,
  letter: { eventId: string; payload: unknown; reason: string },
) => Promise<void>

/** What the index knows of a message. `version` is the seq of its last change: an older version never replaces a newer one. */
export interface SearchDoc {
  id: MessageId
  version: number
  workspaceId: WorkspaceId
  chatId: ChatId
  senderId: UserId
  body: string
  /** Names and texts of its files. */
  attached: string
  /** Whom it speaks to: people named in it, the other one in a direct chat. */
  to: readonly UserId[]
  kinds: readonly MessageKind[]
  createdAt: Date
}

/** Conditions on a message: of `from` and `to` one has to fit, of `kinds` all; of `not` none may fit. */
export interface SearchFilter {
  from?: readonly UserId[]
  to?: readonly UserId[]
  kinds?: readonly MessageKind[]
  not?: {
    /** Words and `"exact phrases"`. */
    text?: string
    from?: readonly UserId[]
    to?: readonly UserId[]
    kinds?: readonly MessageKind[]
  }
  since?: Date
  /** Exclusive. */
  until?: Date
  /** Only among these. */
  ids?: readonly MessageId[]
  notIds?: readonly MessageId[]
}

export interface SearchQuery {
  workspaceId: WorkspaceId
  /** Words; `"exact phrase"` is honoured. Without any, all that the filter leaves is found. */
  text: string
  filter?: SearchFilter
  /** The chats to look into; an empty list finds nothing. */
  chatIds: readonly ChatId[]
  /** `relevant` if not said. Without words the newest is first. */
  sort?: Sort
  /** At most 1,000. */
  limit: number
}

/** A full-text index of messages. It suggests; who may read is decided again in the database. */
export interface Search {
  put(docs: readonly SearchDoc[]): Promise<void>
  drop(ids: readonly MessageId[]): Promise<void>
  /** Ids of messages, best first. */
  query(query: SearchQuery): Promise<MessageId[]>
}

/** How an index is made anew while the old one answers. A build that was begun can be gone on with after a crash. */
export interface SearchBuilder {
  /** Whether there is an index that was once finished: one that was lost, or never made, would answer with too little. */
  whole(): Promise<boolean>
  begin(): Promise<void>
  /** Writes also over the same version: it may have been made of the message in another way. */
  add(docs: readonly SearchDoc[]): Promise<void>
  /** Puts the new one in place of the old one. */
  finish(): Promise<void>
}

/** One row of the analytics events. No content, only who, where and what. */
export interface UsageRow {
  event_id: string
  type: string
  workspace_id: string
  chat_id: string
  user_id: string
  is_bot: 0 | 1
  /** UTC, `YYYY-MM-DD HH:MM:SS.mmm` */
  at: string
}

/** The analytics store: ClickHouse's SQL. */
export interface Warehouse {
  /** Idempotent by `event_id`. */
  insert(rows: readonly UsageRow[]): Promise<void>
  /** Runs a report. Parameters are written `{name:Type}` in the SQL and are never spliced into it. */
  query<Row>(sql: string, params: Readonly<Record<string, unknown>>): Promise<Row[]>
}

export interface Hit {
  allowed: boolean
  remaining: number
  /** Milliseconds until the window ends. */
  resetMs: number
}

/** Counters with a window, for limits that hold over all processes. */
export interface Counters {
  /** Takes `cost` points from `key`'s window of `points` per `windowMs`. Never fails: without its store it counts in memory. */
  hit(key: string, limit: { points: number; windowMs: number; cost?: number }): Promise<Hit>
  /** Forgets a key, e.g. after a successful sign-in. */
  clear(key: string): Promise<void>
}

/** Where the bytes of files are kept: a disk or an object store. Keys are ours: letters, digits, `-`, `.` and `/`. */
export interface Blobs {
  /**
   * Keeps `size` bytes under a key: all of them or, if it throws, none; what was there before is replaced.
   * @throws if the body has another length
   */
  put(key: string, body: AsyncIterable<Uint8Array>, size: number): Promise<void>
  /** The bytes under a key, or those from `start` to `end` inclusive; null if there is nothing. Whoever takes it must read or destroy it. */
  get(key: string, range?: { start: number; end: number }): Promise<Readable | null>
  /** Forgets keys; those that are not there too. */
  drop(keys: readonly string[]): Promise<void>
  /** All keys with the time of their writing, unfinished ones included, in no order. */
  list(): AsyncIterable<{ key: string; at: Date }>
}

/** A numbered passage of evidence for an answer. */
export interface Passage {
  label: string
  author: string
  at: Date
  text: string
  url: string
}

export interface Question {
  asker: string
  text: string
  /** The conversation so far, oldest first. */
  history: readonly { author: string; mine: boolean; text: string }[]
  passages: readonly Passage[]
}

/** The language model behind the bot. */
export interface Llm {
  /** Whether a real model is configured; offline answers say so. */
  readonly configured: boolean
  /** Streams the answer in pieces. Ends early when `signal` aborts. Throws `Fault('unavailable')` when the model cannot answer. */
  answer(question: Question, signal: AbortSignal): AsyncIterable<string>
}

/** Sends letters. */
export interface Mail {
  /** Whether there is a server to send by. */
  readonly configured: boolean
  /** Resolves once the server has taken the letter. */
  send(letter: { to: string; subject: string; text: string }): Promise<void>
}

/** Asks a dependency for a sign of life; rejects with a reason that is fit for `/health`. */
export type Check = () => Promise<void>
