import { upTo99 } from './count.ts'

export const sidebar = {
  nav: 'チャンネルとメッセージ',
  channels: 'チャンネル',
  direct: 'ダイレクトメッセージ',
  search: '検索',
  browse: 'チャンネルを探す・作成する',
  people: 'メンバーと招待',
  newMessage: '新しいメッセージ',
  statistics: '統計',
  settings: '設定',
  workspaces: 'ワークスペース',
  private: '非公開',
  chat: (name: string, unread: number, mentions: number) =>
    [
      name,
      unread > 0 ? `未読 ${upTo99(unread)} 件` : '',
      mentions > 0 ? `メンション ${upTo99(mentions)} 件` : '',
    ]
      .filter(Boolean)
      .join('、'),
  count: upTo99,
}
