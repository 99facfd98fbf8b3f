import type { Words } from '../words.ts'

export const quotes: Words['quotes'] = {
  quote: '引用',
  drop: '引用を取り除く',
  bare: '本文のないメッセージ',
  by: (name, text) => `${name} を引用：${text}`,
  from: (chat) => `${chat} から転送`,
  fromElsewhere: 'あなたが参加していない会話から転送',
  origin: (name, when) => `${name} が ${when} に言ったこと`,
  hidden: 'このメッセージはあなたが参加していない会話にあるか、削除されました。',
  silent: '通知なしで送信',
  forward: '転送…',
  title: 'このメッセージを転送',
  to: '宛先',
  find: 'チャンネルまたは人',
  none: 'その名前のチャンネルや人はいません。',
  note: 'ひとこと添える',
  send: (chat) => `${chat} に転送`,
  sent: (chat) => `${chat} に転送しました`,
  open: '開く',
}
