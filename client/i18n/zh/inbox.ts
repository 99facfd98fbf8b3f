import { number } from './count.ts'

export const inbox = {
  title: '收件箱',
  lead: '等待你处理的一切都在这里，最新的在前。',
  empty: '没有等待你处理的内容。',
  emptyHint: '别人写给你的以及你的频道中的消息会聚集在这里，直到你读完。',
  list: '等待处理的对话',
  waiting: (unread: number, mentions: number) =>
    mentions > 0
      ? `${number(unread)} 条消息中有 ${number(mentions)} 次提及`
      : `${number(unread)} 条新消息`,
  marked: '已标为未读',
  fresh: '新',
  open: '打开',
  done: '标为已读',
  doneFor: (chat: string) => `将 ${chat} 标为已读`,
  mute: '静音 8 小时',
  muteFor: (chat: string) => `将 ${chat} 静音 8 小时`,
  all: '全部标为已读',
  allDone: (n: number) => `已将 ${number(n)} 个对话标为已读。`,
  oneDone: (chat: string) => `${chat} 已读。`,
  undo: '撤销',
  keys: 'J 和 K 移动，E 标为已读，Enter 打开。',
}
