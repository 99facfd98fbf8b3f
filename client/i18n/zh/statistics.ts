import { number } from './count.ts'

export const statistics = {
  title: '统计',
  lead: (days: number) => `最近 ${number(days)} 天，按 UTC 日期统计。`,
  day: '日期',
  messages: '消息',
  people: '活跃成员',
  botAnswers: '机器人回答',
  perDay: '每日消息数',
  table: '逐日明细',
}
