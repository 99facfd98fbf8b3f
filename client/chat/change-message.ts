import type { ChatEvent } from '../../shared/events.ts'
import type { MessageId, UserId } from '../../shared/ids.ts'
import type { Message, Reaction } from '../../shared/message.ts'

/** Whether a message stands in the chat's own list: a reply does only when it was sent there as well. */
export const isListed = ({ threadId, alsoToChannel }: Message): boolean =>
  threadId === null || alsoToChannel

/** The messages that an event changes the look of. */
export const touchedBy = (event: ChatEvent): { id: MessageId; seq: number }[] => {
  const root = 'root' in event && event.root ? event.root : null
  const roots = root ? [{ id: root.messageId, seq: root.messageSeq }] : []
  switch (event.type) {
    case 'message.sent':
      return roots
    case 'message.edited':
      return [event.message]
    case 'message.deleted':
      return [{ id: event.messageId, seq: event.messageSeq }, ...roots]
    case 'reaction.added':
    case 'reaction.removed':
    case 'pin.added':
    case 'pin.removed':
      return [{ id: event.messageId, seq: event.messageSeq }]
    default:
      return []
  }
}

/** A message after an event that touches it. Its `rev` tells whether the event is in it already. */
export const changed = (message: Message, event: ChatEvent): Message =>
  event.seq <= message.rev ? message : { ...message, ...newsOf(message, event), rev: event.seq }

const newsOf = (message: Message, event: ChatEvent): Partial<Message> => {
  if ('root' in event && event.root?.messageId === message.id) return { thread: event.root.thread }
  switch (event.type) {
    case 'message.edited':
      return event.message
    case 'message.deleted':
      return {
        body: '',
        mentions: [],
        reactions: [],
        pinned: false,
        calls: null,
        quote: null,
        deletedAt: event.at,
      }
    case 'reaction.added':
      return { reactions: withReaction(message.reactions, event) }
    case 'reaction.removed':
      return { reactions: withoutReaction(message.reactions, event) }
    case 'pin.added':
    case 'pin.removed':
      return { pinned: event.type === 'pin.added' }
    default:
      return {}
  }
}

const withReaction = (all: readonly Reaction[], { emoji, by }: { emoji: string; by: UserId }) =>
  all.some((reaction) => reaction.emoji === emoji)
    ? all.map((reaction) =>
        reaction.emoji === emoji ? { emoji, userIds: [...reaction.userIds, by] } : reaction,
      )
    : [...all, { emoji, userIds: [by] }]

const withoutReaction = (all: readonly Reaction[], { emoji, by }: { emoji: string; by: UserId }) =>
  all
    .map((reaction) =>
      reaction.emoji === emoji
        ? { emoji, userIds: reaction.userIds.filter((id) => id !== by) }
        : reaction,
    )
    .filter(({ userIds }) => userIds.length > 0)
