import { z } from 'zod'
import { File } from './file.ts'
import { ChatId, FileId, MessageId, UserId } from './ids.ts'
import { limits } from './limits.ts'
import { Notice } from './notice.ts'
import { Person } from './people.ts'

/** What may be said: 1 to 8,000 UTF-16 units, something visible, no NUL (PostgreSQL cannot store it), no lone surrogate. */
export const Body = z
  .string()
  .max(limits.messageBody.max)
  .refine((text) => text.trim() !== '', { error: 'must not be empty' })
  .refine((text) => !text.includes('\0') && text.isWellFormed(), {
    error: 'must be well-formed text without NUL',
  })

/** What is written so far: as {@link Body}, and it may be empty. */
export const Unsent = z
  .string()
  .max(limits.messageBody.max)
  .refine((text) => !text.includes('\0') && text.isWellFormed(), {
    error: 'must be well-formed text without NUL',
  })

/** One emoji as Unicode recommends it for interchange (RGI, UTS #51); a missing presentation selector is put in. */
export const Emoji = z
  .string()
  .max(limits.emoji.max)
  .transform((text) => (isEmoji(text) ? text : `${text}\ufe0f`))
  .refine((text) => isEmoji(text), { error: 'must be one emoji' })
const isEmoji = (text: string) => /^\p{RGI_Emoji}$/v.test(text)

/** Who reacted with an emoji, in the order of reacting. */
export const Reaction = z.object({ emoji: z.string(), userIds: z.array(UserId) })
export type Reaction = z.infer<typeof Reaction>

/** What a root shows of its thread: live replies, counted up to `limits.threadReplies`, and the first few people who replied. */
export const Thread = z.object({
  replies: z.number().int(),
  lastReplyAt: z.string(),
  lastReplySeq: z.number().int(),
  participants: z.array(UserId),
})
export type Thread = z.infer<typeof Thread>

/**
 * What a message quotes, or passes on from another chat: the words as they were. The chat is named by its id only: whoever may read it
 * finds the message there, others learn nothing of it.
 */
export const Quote = z.object({
  chatId: ChatId,
  messageId: MessageId,
  author: Person,
  body: z.string(),
  createdAt: z.string(),
})
export type Quote = z.infer<typeof Quote>

/**
 * A message as everybody sees it. `seq` is its place in the chat; a deleted one keeps its place with an empty body.
 * `rev` is the seq of the last change of anything shown here: an event up to it is in the message already. Times are ISO 8601.
 */
export const Message = z.object({
  id: MessageId,
  chatId: ChatId,
  seq: z.number().int(),
  rev: z.number().int(),
  senderId: UserId,
  body: z.string(),
  mentions: z.array(UserId),
  /** In the order in which they were attached. */
  files: z.array(File),
  /** Emoji in the order of first use. */
  reactions: z.array(Reaction),
  pinned: z.boolean(),
  /** The message that this one replies to. A reply stands in the chat's own list only with `alsoToChannel`. */
  threadId: MessageId.nullable(),
  alsoToChannel: z.boolean(),
  /** What hangs on this message; null where nobody has replied. */
  thread: Thread.nullable(),
  /** `@channel` calls every member, `@here` those who are there when it is said. */
  calls: z.enum(['here', 'channel']).nullable(),
  quote: Quote.nullable().default(null),
  /** Said of oneself, as by `/me`: the body goes on from the sender's name. */
  emote: z.boolean().default(false),
  /** Sent without a notification. */
  silent: z.boolean().default(false),
  createdAt: z.string(),
  editedAt: z.string().nullable(),
  deletedAt: z.string().nullable(),
  /** A system line has a notice and an empty body. */
  notice: Notice.nullable(),
})
export type Message = z.infer<typeof Message>

/** The sender names the message: the id is a UUIDv7 of the client's, and a resend with the same id is the same message. */
export const Draft = z
  .strictObject({
    id: MessageId,
    chatId: ChatId,
    /** May be empty when there are files, or a quote. */
    body: Unsent.transform((text) => (text.trim() === '' ? '' : text)),
    /** Uploaded files of the sender's, or files that the sender may read. */
    fileIds: z
      .array(FileId)
      .max(limits.filesPerMessage)
      .refine((ids) => new Set(ids).size === ids.length, { error: 'must not repeat a file' })
      .optional(),
    /** The message that this replies to. */
    threadId: MessageId.optional(),
    /** Shows a reply in the chat's own list as well. */
    alsoToChannel: z.boolean().optional(),
    /** A message to quote or pass on, which the sender can read. */
    quote: z.strictObject({ chatId: ChatId, messageId: MessageId }).optional(),
    emote: z.boolean().optional(),
    silent: z.boolean().optional(),
    /** Says that `@here` or `@channel` is meant, where it calls many people. */
    confirmed: z.boolean().optional(),
  })
  .refine(({ body, fileIds, quote }) => body !== '' || quote || (fileIds?.length ?? 0) > 0, {
    path: ['body'],
    error: 'must not be empty',
  })
export type Draft = z.infer<typeof Draft>

/** How a message is sent, beside its words. */
export type SendOptions = Pick<Draft, 'quote' | 'emote' | 'silent' | 'confirmed'>

/** The answer to a send. */
export const Ack = z.object({ id: MessageId, seq: z.number().int(), createdAt: z.string() })
export type Ack = z.infer<typeof Ack>
