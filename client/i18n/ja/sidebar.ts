import { upTo99 } from './count.ts'

export const sidebar = {
  region: 'サイドバー',
  searches: '保存した検索',
  admin: '管理',
  nav: 'チャンネルとメッセージ',
  channels: 'チャンネル',
  direct: 'ダイレクトメッセージ',
  search: '検索',
  browse: 'チャンネルを探す・作成する',
  people: 'メンバーと招待',
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
  starred: 'お気に入り',
  inbox: '受信箱',
  mentions: 'メンション',
  threads: 'スレッド',
  saved: '保存済み',
  drafts: '下書き',
  newWorkspace: '新しいワークスペース',
  width: 'サイドバーの幅',
  sortByName: '名前順に並べる',
  sortByRecent: '新しい順に並べる',
  muted: 'ミュート中',
  mute: 'ミュート',
  unmute: 'ミュートを解除',
  star: 'お気に入りに追加',
  unstar: 'お気に入りから外す',
  leave: '退出',
  more: (name: string) => `${name} のその他の操作`,
  count: upTo99,
}
