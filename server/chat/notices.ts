import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Notice } from '../../shared/notice.ts'
import { namedIn } from '../../shared/notice.ts'
import type { Tx } from '../db/database.ts'
import { messages } from '../db/schema.ts'
import { findPeople } from '../identity/people.ts'
import { record } from '../outbox/record.ts'
import { draw } from './clock.ts'
import { bare, toMessage } from './views.ts'

/**
 * Writes a system line at the next seq: a message without words, sent by whoever did what it tells. It leaves the chat's
 * `lastMessageSeq` alone, since nobody has it to read.
 */
export const tell = async (
  tx: Tx,
  chatId: ChatId,
  { by, at, notice }: { by: UserId; at: Date; notice: Notice },
): Promise<void> => {
  const { workspaceId, lastSeq: seq } = await draw(tx, chatId)
  const [row] = await tx
    .insert(messages)
    .values({
      id: newId<MessageId>(),
      chatId,
      seq,
      changedSeq: seq,
      rev: seq,
      senderId: by,
      body: '',
      // No send has it: whoever sends under this id is told of a conflict.
      fingerprint: '',
      createdAt: at,
      notice,
    })
    .returning()
  const people = await findPeople(tx, [by, ...namedIn(notice)])
  const sender = people.find(({ id }) => id === by)
  if (!row || !sender) throw new Error('a system line is told by a person there is')
  await record(tx, {
    type: 'message.sent',
    workspaceId,
    chatId,
    seq,
    message: toMessage(row, bare),
    sender,
    people,
  })
}
