import { number } from './count.ts'

const roles = { owner: 'オーナー', admin: '管理者', member: 'メンバー' }
const together = (names: readonly string[]) => names.map((name) => `${name} さん`).join('、')

export const chat = {
  feed: (name: string) => `${name} のメッセージ`,
  feedWith: (name: string) => `${name} さんとのメッセージ`,
  message: (name: string) => `${name} へのメッセージ`,
  send: '送信',
  members: (n: number) => `メンバー ${number(n)} 人`,
  memberList: 'メンバー',
  direct: 'ダイレクトメッセージ',
  private: '非公開チャンネル',
  older: '以前のメッセージ',
  newer: '以降のメッセージ',
  latest: '最新へ移動',
  loading: '読み込み中…',
  start: (name: string) => `${name} の始まりです。`,
  startHint: '何のための場所かを書いておきましょう。',
  startDirect: (name: string) => `${name} さんとの会話の始まりです。`,
  today: '今日',
  yesterday: '昨日',
  new: '新着',
  edited: '（編集済み）',
  deleted: 'このメッセージは削除されました。',
  expired: '以前のメッセージは保存期間の規則により削除されました。',
  notices: {
    retention: (who: string, days: number | null) =>
      days === null
        ? `${who} さんがこのチャット独自の保存期間をなくしました。`
        : `${who} さんが、ここのメッセージを ${number(days)} 日後に削除するよう設定しました。`,
    joined: (who: string) => `${who} さんが参加しました。`,
    left: (who: string) => `${who} さんが退出しました。`,
    added: (who: string, names: readonly string[]) =>
      `${who} さんが ${together(names)}を追加しました。`,
    removed: (who: string, names: readonly string[]) =>
      `${who} さんが ${together(names)}を外しました。`,
    renamed: (who: string, to: string) => `${who} さんが名前を ${to} に変更しました。`,
    topic: (who: string, topic: string) =>
      topic === ''
        ? `${who} さんがトピックを消去しました。`
        : `${who} さんがトピックを設定しました：${topic}`,
    archived: (who: string) => `${who} さんがアーカイブしました。`,
    restored: (who: string) => `${who} さんが元に戻しました。`,
    role: (who: string, names: readonly string[], role: 'owner' | 'admin' | 'member') =>
      `${who} さんが ${together(names)}を${roles[role]}にしました。`,
  },
  writing: '書いています…',
  sending: '送信中…',
  sent: '送信しました',
  notSent: '未送信',
  notSentYet: 'まだ送信されていません。10 分以上待っていました。今すぐ送信しますか？',
  retry: '再試行',
  edit: '編集',
  delete: '削除',
  leave: 'チャンネルを退出',
  join: 'チャンネルに参加',
  preview: (name: string) => `${name} を閲覧中です。書き込むには参加してください。`,
  archived: 'このチャンネルはアーカイブ済みで、閲覧のみできます。',
  left: 'あなたはもうこのチャットにいません。',
  leftHint: '参加中の人に、もう一度追加してもらえます。',
  typing: (names: readonly string[]) =>
    names.length <= 2 ? `${together(names)}が入力中…` : '複数の人が入力中…',
  said: (name: string, text: string) => `${name}：${text}`,
  newMessages: (n: number) => `新着メッセージ ${number(n)} 件`,
  tooLong: (by: number) => `${number(by)} 文字超過しています`,
  markRead: '既読にする',
  rowLabel: (name: string, time: string, text: string) => `${name}、${time}、${text}`,
  bot: 'ボット',
  you: 'あなた',
}
