import type { ChatEvent } from '../../../shared/events.ts'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../../shared/ids.ts'
import { newId } from '../../../shared/ids.ts'
import type { Message } from '../../../shared/message.ts'
import { isListed } from '../change-message.ts'
import type { Page } from '../timeline.ts'

export const chatId = newId<ChatId>()
const workspaceId = newId<WorkspaceId>()

/** What the server would know of a chat: its events, and each page and `since` as it would have been read at any moment. */
export const createHistory = () => {
  const ada = { id: newId<UserId>(), name: 'Ada Lovelace', isBot: false }
  const events: ChatEvent[] = []
  /** `states[n]` is the chat after the n-th event. */
  const states: Message[][] = [[]]
  /** `retained[n]`: below it all was deleted by retention after the n-th event. */
  const retained: number[] = [0]

  // The clock of the story moves every other event: two changes may share a millisecond.
  const time = () => new Date(Date.UTC(2026, 10, 23, 9, 0, 0, events.length >> 1)).toISOString()
  const push = <E extends ChatEvent>(event: E, next: Message[]): E => {
    events.push(event)
    states.push(next)
    retained.push(event.type === 'history.expired' ? event.retainedFrom : (retained.at(-1) ?? 0))
    return event
  }
  const base = () => ({
    v: 1 as const,
    id: String(events.length + 1),
    at: time(),
    workspaceId,
    chatId,
    seq: events.length + 1,
  })
  const rev = () => ({ rev: events.length + 1 })
  const now = () => states.at(-1) ?? []
  const stateAt = (at: number) => states[Math.min(at, events.length)] ?? []
  const retainedAt = (at: number) => retained[Math.min(at, events.length)] ?? 0
  const find = (seq: number): Message => {
    const found = now().find((message) => message.seq === seq)
    if (!found) throw new Error(`no message at ${seq}`)
    return found
  }
  const replaced = (message: Message) =>
    now().map((other) => (other.id === message.id ? message : other))

  const blank = (body: string, id: MessageId): Message => ({
    id,
    chatId,
    seq: events.length + 1,
    rev: events.length + 1,
    senderId: ada.id,
    body,
    mentions: [],
    files: [],
    reactions: [],
    pinned: false,
    threadId: null,
    alsoToChannel: false,
    thread: null,
    calls: null,
    quote: null,
    emote: false,
    silent: false,
    createdAt: time(),
    editedAt: null,
    deletedAt: null,
    notice: null,
  })

  return {
    ada,
    events,
    /** The seqs of messages that are not deleted. */
    alive: () => now().flatMap(({ seq, deletedAt, notice }) => (deletedAt || notice ? [] : [seq])),
    /** Those of them that can be replied to. */
    roots: () =>
      now().flatMap(({ seq, deletedAt, threadId, notice }) =>
        deletedAt || threadId || notice ? [] : [seq],
      ),
    send: (body: string, id = newId<MessageId>()) => {
      const message = blank(body, id)
      return push({ ...base(), type: 'message.sent', message, sender: ada }, [...now(), message])
    },
    edit: (seq: number) => {
      const message = { ...find(seq), body: `edit ${events.length}`, editedAt: time(), ...rev() }
      return push({ ...base(), type: 'message.edited', message }, replaced(message))
    },
    delete: (seq: number) => {
      const old = find(seq)
      const root = now().find(({ id }) => id === old.threadId)
      const live = now().filter(
        ({ id, threadId, deletedAt }) =>
          threadId && threadId === root?.id && !deletedAt && id !== old.id,
      )
      const last = live.at(-1)
      const thread = last
        ? {
            replies: live.length,
            lastReplyAt: last.createdAt,
            lastReplySeq: last.seq,
            participants: [ada.id],
          }
        : null
      const message = {
        ...old,
        body: '',
        mentions: [],
        reactions: [],
        pinned: false,
        deletedAt: time(),
        ...rev(),
      }
      return push(
        {
          ...base(),
          type: 'message.deleted',
          messageId: old.id,
          messageSeq: seq,
          by: ada.id,
          ...(root ? { root: { messageId: root.id, messageSeq: root.seq, thread } } : {}),
        },
        replaced(message).map((other) =>
          other.id === root?.id ? { ...other, thread, ...rev() } : other,
        ),
      )
    },
    /** Ada, Bo or Cleo adds an emoji or takes it back. Chips stand in the order of first use. */
    react: (seq: number, by: UserId, emoji: string) => {
      const old = find(seq)
      const chip = old.reactions.find((reaction) => reaction.emoji === emoji)
      const removed = chip?.userIds.includes(by) === true
      const userIds = removed
        ? chip.userIds.filter((id) => id !== by)
        : [...(chip?.userIds ?? []), by]
      const reactions = chip
        ? old.reactions.map((other) => (other === chip ? { emoji, userIds } : other))
        : [...old.reactions, { emoji, userIds }]
      const message = {
        ...old,
        reactions: reactions.filter((reaction) => reaction.userIds.length > 0),
        ...rev(),
      }
      return push(
        {
          ...base(),
          type: removed ? 'reaction.removed' : 'reaction.added',
          messageId: old.id,
          messageSeq: seq,
          emoji,
          by,
        },
        replaced(message),
      )
    },
    pin: (seq: number) => {
      const old = find(seq)
      const message = { ...old, pinned: !old.pinned, ...rev() }
      return push(
        {
          ...base(),
          type: message.pinned ? 'pin.added' : 'pin.removed',
          messageId: old.id,
          messageSeq: seq,
          by: ada.id,
        },
        replaced(message),
      )
    },
    /** Ada replies in the thread of a message; `listed` replies stand in the chat too. */
    reply: (seq: number, listed: boolean) => {
      const root = find(seq)
      const at = events.length + 1
      const message: Message = {
        ...blank(`reply ${at}`, newId<MessageId>()),
        threadId: root.id,
        alsoToChannel: listed,
      }
      const thread = {
        replies: (root.thread?.replies ?? 0) + 1,
        lastReplyAt: time(),
        lastReplySeq: at,
        participants: [ada.id],
      }
      return push(
        {
          ...base(),
          type: 'message.sent',
          message,
          sender: ada,
          root: { messageId: root.id, messageSeq: seq, thread },
        },
        [...replaced({ ...root, thread, ...rev() }), message],
      )
    },
    /** Retention deletes everything up to a message. */
    expire: (seq: number) =>
      push(
        { ...base(), type: 'history.expired', retainedFrom: seq + 1 },
        now().filter((message) => message.seq > seq),
      ),
    topic: () => push({ ...base(), type: 'member.left', userId: newId<UserId>() }, now()),
    /** A system line: a message without words that names somebody. */
    tell: (userId = newId<UserId>()) => {
      const message: Message = {
        ...blank('', newId<MessageId>()),
        notice: { kind: 'added', userIds: [userId] },
      }
      const people = [{ id: userId, name: 'Bo Berg', isBot: false }]
      return push({ ...base(), type: 'message.sent', message, sender: ada, people }, [
        ...now(),
        message,
      ])
    },
    role: () =>
      push(
        {
          ...base(),
          type: 'member.role-changed',
          userId: newId<UserId>(),
          role: 'admin',
          by: ada.id,
        },
        now(),
      ),
    /** A page whose clock was read at `at` and whose messages were read `lead` events later. */
    page: ({
      at = events.length,
      lead = 0,
      limit = 100,
      before = Infinity,
      after,
    }: {
      at?: number
      lead?: number
      limit?: number
      before?: number
      after?: number
    }): Page => {
      const all = stateAt(at + lead).filter(isListed)
      const seq = Math.min(at, events.length)
      const page = { people: [ada], seq, retainedFrom: retainedAt(at + lead) }
      if (after !== undefined) {
        const rest = all.filter((message) => message.seq > after)
        const messages = rest.slice(0, limit)
        return { ...page, messages, hasBefore: true, hasAfter: rest.length > limit }
      }
      const rest = all.filter((message) => message.seq < before)
      return {
        ...page,
        messages: rest.slice(-limit),
        hasBefore: rest.length > limit,
        hasAfter: before !== Infinity,
      }
    },
    /** What `chat.since` would have answered at `at`: the text of what is deleted by then is blank. */
    since: (seq: number, at = events.length) => {
      if (seq + 1 < retainedAt(at)) return { complete: false, events: [] }
      const alive = new Set(stateAt(at).flatMap(({ id, deletedAt }) => (deletedAt ? [] : [id])))
      return {
        complete: true,
        events: events
          .slice(seq, at)
          .map((event): ChatEvent =>
            'message' in event && !alive.has(event.message.id)
              ? { ...event, message: { ...event.message, body: '', mentions: [] } }
              : event,
          ),
      }
    },
  }
}
