import { number } from './count.ts'

export const inbox = {
  title: '受信箱',
  lead: 'あなたを待っているものがすべて、新しい順にここに集まります。',
  empty: '待っているものはありません。',
  emptyHint: 'あなた宛てのメッセージやチャンネルの新着が、読むまでここに集まります。',
  list: '未読の会話',
  waiting: (unread: number, mentions: number) =>
    mentions > 0
      ? `メッセージ ${number(unread)} 件（メンション ${number(mentions)} 件）`
      : `新着メッセージ ${number(unread)} 件`,
  marked: '未読にしたもの',
  fresh: '新着',
  open: '開く',
  done: '既読にする',
  doneFor: (chat: string) => `${chat} を既読にする`,
  mute: '8 時間ミュート',
  muteFor: (chat: string) => `${chat} を 8 時間ミュート`,
  all: 'すべて既読にする',
  allDone: (n: number) => `${number(n)} 件の会話を既読にしました。`,
  oneDone: (chat: string) => `${chat} を既読にしました。`,
  undo: '元に戻す',
  keys: 'J と K で移動、E で既読、Enter で開きます。',
}
