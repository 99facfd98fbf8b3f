import type { RareWords } from '../words.ts'

export const ownData: RareWords['ownData'] = {
  mine: '自分のデータ',
  mineHint:
    'すべてのワークスペースであなたが書き、送り、設定したものを、一つのアーカイブにまとめます。',
  make: 'アーカイブを作成',
  none: 'まだアーカイブを依頼していません。',
  workspaces: '参加しているワークスペース',
  leave: '退出…',
  leaveOf: (workspace: string) => `${workspace} から退出`,
  leaveAsk: (workspace: string) =>
    `${workspace} とそのすべてのチャンネルから退出します。書いた内容は残ります。戻るには招待が必要です。`,
  ownerHint: 'ワークスペースにはオーナーが必要です。先にほかの人に譲ってください。',
  transfer: 'ほかの人に譲る',
}
