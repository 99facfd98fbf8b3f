import type { UserId } from '../../shared/ids.ts'
import type { Message } from '../../shared/message.ts'

/** What the person has done to a message and the server has not told of yet. */
export interface Attempt {
  body?: string
  deleted?: true
  pinned?: boolean
  /** By emoji: whether hers is on the message. */
  reactions?: Readonly<Record<string, boolean>>
}

/** Two attempts as one: the later wins. */
export const together = (before: Attempt | undefined, after: Attempt): Attempt => ({
  ...before,
  ...after,
  ...(before?.reactions || after.reactions
    ? { reactions: { ...before?.reactions, ...after.reactions } }
    : {}),
})

/** A message as it will be when the attempt has succeeded. Where it has already, nothing changes. */
export const attempted = (message: Message, attempt: Attempt, me: UserId): Message => {
  const { body, deleted, pinned, reactions = {} } = attempt
  if (deleted)
    return {
      ...message,
      body: '',
      reactions: [],
      pinned: false,
      deletedAt: message.deletedAt ?? message.createdAt,
    }
  return {
    ...message,
    ...(body === undefined || body === message.body
      ? {}
      : { body, editedAt: message.editedAt ?? message.createdAt }),
    ...(pinned === undefined ? {} : { pinned }),
    reactions: Object.entries(reactions).reduce(
      (all, [emoji, on]) => withMine(all, emoji, on, me),
      message.reactions,
    ),
  }
}

/** Whether a message shows all that was attempted. */
export const isDone = (message: Message, attempt: Attempt, me: UserId): boolean =>
  message.deletedAt !== null ||
  (!attempt.deleted &&
    (attempt.body === undefined || attempt.body === message.body) &&
    (attempt.pinned === undefined || attempt.pinned === message.pinned) &&
    Object.entries(attempt.reactions ?? {}).every(
      ([emoji, on]) => hasMine(message, emoji, me) === on,
    ))

/** Whether my emoji is on a message. */
export const hasMine = (
  { reactions }: Pick<Message, 'reactions'>,
  emoji: string,
  me: UserId,
): boolean =>
  reactions.some((reaction) => reaction.emoji === emoji && reaction.userIds.includes(me))

const withMine = (
  reactions: Message['reactions'],
  emoji: string,
  on: boolean,
  me: UserId,
): Message['reactions'] => {
  if (hasMine({ reactions }, emoji, me) === on) return reactions
  const chip = reactions.find((reaction) => reaction.emoji === emoji)
  if (!on)
    return reactions
      .map((other) =>
        other === chip ? { emoji, userIds: other.userIds.filter((id) => id !== me) } : other,
      )
      .filter(({ userIds }) => userIds.length > 0)
  return chip
    ? reactions.map((other) =>
        other === chip ? { emoji, userIds: [...other.userIds, me] } : other,
      )
    : [...reactions, { emoji, userIds: [me] }]
}
