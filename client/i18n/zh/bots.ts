import type { RareWords } from '../words.ts'

export const bots: RareWords['bots'] = {
  lead: '机器人是无人登录的成员，程序用它的令牌以它的身份行事。',
  none: '还没有机器人。',
  make: '创建机器人',
  name: '名称',
  suspended: '已停用',
  channels: '频道',
  noChannels: '不在你能看到的任何频道中。',
  add: '加入频道',
  addTo: (bot: string) => `${bot} 要加入的频道`,
  addButton: '加入',
  choose: '选择频道…',
  removeFrom: (bot: string, channel: string) => `将 ${bot} 移出 ${channel}`,
  tokens: '令牌',
  noTokens: '没有令牌：没有程序能以它的身份行事。',
}
