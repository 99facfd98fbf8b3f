import type { RareWords } from '../words.ts'

export const ownData: RareWords['ownData'] = {
  mine: '你的数据',
  mineHint: '你在所有工作区中写下、发送和设置的一切，打包成一个归档文件。',
  make: '生成归档',
  none: '你还没有请求过归档。',
  workspaces: '你的工作区',
  leave: '退出…',
  leaveOf: (workspace: string) => `退出 ${workspace}`,
  leaveAsk: (workspace: string) =>
    `你将退出 ${workspace} 及其所有频道。你写的内容会保留，再次加入需要邀请。`,
  ownerHint: '工作区必须有所有者：请先转让给别人。',
  transfer: '转让给别人',
}
