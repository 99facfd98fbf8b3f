import type { Words } from '../words.ts'

export const quotes: Words['quotes'] = {
  quote: '引用',
  drop: '移除引用',
  bare: '没有文字的消息',
  by: (name, text) => `引用 ${name}：${text}`,
  from: (chat) => `转发自 ${chat}`,
  fromElsewhere: '转发自你不在其中的对话',
  origin: (name, when) => `${name} 在 ${when} 说的话`,
  hidden: '这条消息在你不在其中的对话里，或已被删除。',
  silent: '发送时未通知',
  forward: '转发…',
  title: '转发这条消息',
  to: '发送到',
  find: '频道或联系人',
  none: '没有这个名称的频道或联系人。',
  note: '补充几句话',
  send: (chat) => `转发到 ${chat}`,
  sent: (chat) => `已转发到 ${chat}`,
  open: '打开',
}
