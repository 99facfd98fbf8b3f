export const invite = {
  tab: '招待',
  title: (workspace: string) => `${workspace} に参加`,
  lead: (by: string, workspace: string) =>
    `${by} さんがワークスペース ${workspace} に招待しています。`,
  accept: '招待を受ける',
  haveAccount: 'アカウントを持っています：サインイン',
  dead: 'この招待は使えません',
  deadLead: '使い切られたか、取り消されたか、期限切れです。新しい招待を頼んでください。',
}
