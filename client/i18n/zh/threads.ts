import type { Words } from '../words.ts'
import { upTo99 } from './count.ts'

export const threads: Words['threads'] = {
  title: '话题',
  lead: '你关注的话题：由你发起、你回复过、提到过你，或你自己选择的。',
  all: '全部',
  waiting: '未读',
  unread: (n) => `${upTo99(n)} 条新回复`,
  empty: '这里没有内容。',
  emptyHint: '你关注的话题会汇集在这里，最近有回复的在最前。',
  open: '打开话题',
  done: '已标为已读',
  keys: 'J 和 K 移动，E 标为已读，Enter 打开。',
  more: '更早的话题',
}
