import { number } from './count.ts'

export const statistics = {
  title: '統計',
  lead: (days: number) => `直近 ${number(days)} 日間（UTC の日付）。`,
  day: '日付',
  messages: 'メッセージ',
  people: '利用した人',
  botAnswers: 'ボットの回答',
  perDay: '1 日あたりのメッセージ',
  table: '日ごとの内訳',
}
