import type { RareWords } from '../words.ts'

export const bots: RareWords['bots'] = {
  lead: 'ボットは誰もサインインしないメンバーです。プログラムがそのトークンで行動します。',
  none: 'まだボットはありません。',
  make: 'ボットを作成',
  name: '名前',
  suspended: '停止中',
  channels: 'チャンネル',
  noChannels: 'あなたに見えるチャンネルには参加していません。',
  add: 'チャンネルに追加',
  addTo: (bot: string) => `${bot} を追加するチャンネル`,
  addButton: '追加',
  choose: 'チャンネルを選ぶ…',
  removeFrom: (bot: string, channel: string) => `${bot} を ${channel} から外す`,
  tokens: 'トークン',
  noTokens: 'トークンがないため、このボットとして行動できるプログラムはありません。',
}
