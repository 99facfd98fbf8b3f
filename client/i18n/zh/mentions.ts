import type { Words } from '../words.ts'

export const mentions: Words['mentions'] = {
  title: '提及',
  lead: '别人点名或呼叫所有人时提到你的地方，最新的在最前。',
  empty: '还没有人提到你。',
  emptyHint: '带有你的名字、@channel 或 @here 的消息会汇集在这里。',
  called: '呼叫了所有人',
  keys: 'J 和 K 移动，Enter 打开。',
  more: '更早的提及',
}
