import { z } from 'zod'
import { ChatRole } from './chat.ts'
import { UserId } from './ids.ts'

/**
 * What a system line tells: who did it is the message's sender, the reader's language makes the sentence. `userIds` are those to whom
 * it was done.
 */
export const Notice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('joined') }),
  z.object({ kind: z.literal('left') }),
  z.object({ kind: z.literal('added'), userIds: z.array(UserId) }),
  z.object({ kind: z.literal('removed'), userIds: z.array(UserId) }),
  z.object({ kind: z.literal('renamed'), from: z.string(), to: z.string() }),
  z.object({ kind: z.literal('topic-changed'), topic: z.string() }),
  z.object({ kind: z.literal('archived') }),
  z.object({ kind: z.literal('restored') }),
  // `days: null` is for ever.
  z.object({ kind: z.literal('retention-changed'), days: z.number().int().nullable() }),
  z.object({ kind: z.literal('role-changed'), userIds: z.array(UserId), role: ChatRole }),
])
export type Notice = z.infer<typeof Notice>

/** Everybody whom a notice names besides its author. */
export const namedIn = (notice: Notice | null): readonly UserId[] =>
  notice && 'userIds' in notice ? notice.userIds : []
