export const saved = {
  title: '保存したメッセージ',
  lead: '後で見るために残したものです。この一覧はほかの人には見えません。',
  empty: 'まだ何も保存していません。',
  emptyHint: 'メッセージを保存すると、ここで見つけられ、リマインダーも設定できます。',
  list: '保存したメッセージ',
  remindAt: (when: string) => `リマインダー：${when}`,
  remove: '削除',
  removeFor: (name: string) => `${name} さんのメッセージを一覧から外す`,
  more: '以前に保存したメッセージ',
  deleted: 'このメッセージは削除されました。',
}
