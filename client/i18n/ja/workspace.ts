export const workspace = {
  title: '新しいワークスペース',
  lead: 'メンバーもチャンネルもルールも独立した場所です。',
  create: 'ワークスペースを作成',
}
