import { z } from 'zod'
import { ChatId, UserId, WorkspaceId } from './ids.ts'
import { limits } from './limits.ts'
import { oneLine, Person } from './people.ts'
import { NotifyLevel } from './preferences.ts'

export const chatKinds = ['direct', 'group', 'private', 'public'] as const
export const ChatKind = z.enum(chatKinds)
export type ChatKind = z.infer<typeof ChatKind>

export const chatRoles = ['owner', 'admin', 'member'] as const
export const ChatRole = z.enum(chatRoles)
export type ChatRole = z.infer<typeof ChatRole>

/** How one member wants a chat. `mutedUntil` is ISO 8601; null is not muted. */
export const ChatSettings = z.object({
  notify: NotifyLevel,
  mutedUntil: z.string().nullable(),
  starred: z.boolean(),
})
export type ChatSettings = z.infer<typeof ChatSettings>

/** A channel's name: letters and digits of any script, `-`, `_` and `.`; folded to lower case, a leading `#` dropped. */
export const ChannelName = oneLine(1, limits.channelName.max + 1)
  .transform((name) => name.replace(/^#/, '').normalize('NFKC').toLowerCase())
  .pipe(
    z
      .string()
      .min(limits.channelName.min)
      .max(limits.channelName.max)
      .regex(/^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}._-]*$/u, {
        error: 'use letters, digits, "-", "_" and "." only, without spaces',
      }),
  )
export const Topic = z
  .string()
  .trim()
  .max(limits.topic.max)
  .refine((text) => !/\p{Cc}/u.test(text), { error: 'must not contain control characters' })

/** A chat as its members see it. `name` is empty for a direct chat: each shows the other's name. */
export const Chat = z.object({
  id: ChatId,
  workspaceId: WorkspaceId,
  kind: ChatKind,
  name: z.string(),
  topic: z.string(),
  createdBy: UserId,
  createdAt: z.string(),
  archivedAt: z.string().nullable(),
  lastSeq: z.number().int(),
})
export type Chat = z.infer<typeof Chat>

/** A chat in my sidebar. `unread` and `mentions` are counted from rows and stop at 100 ("99+"). `others` holds the other people of a direct or group chat. */
export const ChatSummary = Chat.extend({
  ...ChatSettings.shape,
  role: ChatRole,
  readSeq: z.number().int(),
  /** When the last message was written, else when the chat was made. */
  lastAt: z.string(),
  /** Marked unread by hand. */
  manualUnread: z.boolean(),
  unread: z.number().int(),
  mentions: z.number().int(),
  others: z.array(Person),
})
export type ChatSummary = z.infer<typeof ChatSummary>

export const ChatMember = Person.extend({ role: ChatRole, joinedAt: z.string() })
export type ChatMember = z.infer<typeof ChatMember>
