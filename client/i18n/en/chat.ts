import { many } from './count.ts'

export const chat = {
  feed: (name: string) => `Messages in ${name}`,
  feedWith: (name: string) => `Messages with ${name}`,
  message: (name: string) => `Message ${name}`,
  send: 'Send',
  members: (n: number) => many(n, 'member', 'members'),
  memberList: 'Members',
  direct: 'Direct message',
  private: 'Private channel',
  older: 'Older messages',
  newer: 'Newer messages',
  latest: 'Jump to the newest',
  loading: 'Loading…',
  start: (name: string) => `This is the start of ${name}.`,
  expired: 'Older messages were deleted by the retention rule.',
  startHint: 'Say what it is for.',
  startDirect: (name: string) => `This is the start of your talk with ${name}.`,
  today: 'Today',
  yesterday: 'Yesterday',
  new: 'New',
  edited: '(edited)',
  deleted: 'This message was deleted.',
  notices: {
    joined: (who: string) => `${who} joined.`,
    left: (who: string) => `${who} left.`,
    added: (who: string, names: readonly string[]) => `${who} added ${names.join(', ')}.`,
    removed: (who: string, names: readonly string[]) => `${who} removed ${names.join(', ')}.`,
    renamed: (who: string, to: string) => `${who} renamed this to ${to}.`,
    topic: (who: string, topic: string) =>
      topic === '' ? `${who} cleared the topic.` : `${who} set the topic: ${topic}`,
    archived: (who: string) => `${who} archived this.`,
    restored: (who: string) => `${who} restored this.`,
    retention: (who: string, days: number | null) =>
      days === null
        ? `${who} took away this chat’s own rule of retention.`
        : `${who} set messages here to be deleted after ${many(days, 'day', 'days')}.`,
    role: (who: string, names: readonly string[], role: 'owner' | 'admin' | 'member') =>
      `${who} made ${names.join(', ')} ${role === 'member' ? 'a member' : `an ${role}`}.`,
  },
  writing: 'writing…',
  sending: 'Sending…',
  sent: 'Sent',
  notSent: 'Not sent',
  notSentYet: 'Not sent yet: it waited for more than ten minutes. Send it now?',
  retry: 'Retry',
  edit: 'Edit',
  delete: 'Delete',
  leave: 'Leave channel',
  join: 'Join channel',
  preview: (name: string) => `You are looking into ${name}. Join to write.`,
  archived: 'This channel is archived and can only be read.',
  left: 'You are no longer in this chat.',
  leftHint: 'Somebody who is in it can add you again.',
  typing: (names: readonly string[]) =>
    names.length === 1
      ? `${names[0]} is typing…`
      : names.length === 2
        ? `${names[0]} and ${names[1]} are typing…`
        : 'Several people are typing…',
  said: (name: string, text: string) => `${name}: ${text}`,
  newMessages: (n: number) => many(n, 'new message', 'new messages'),
  tooLong: (by: number) => `${many(by, 'character', 'characters')} too many`,
  markRead: 'Mark read',
  rowLabel: (name: string, time: string, text: string) => `${name}, ${time}, ${text}`,
  bot: 'bot',
  you: 'you',
}
