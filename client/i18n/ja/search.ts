import type { Has, Is, Operator, Why } from '../../../shared/search-query.ts'
import { number } from './count.ts'

const operators: Record<Operator, string> = {
  from: '送信した人',
  to: '宛先の人',
  in: 'チャンネルまたは会話',
  has: 'ファイル、リンク、画像 … を含む',
  is: '保存済み、ピン留め、未読 …',
  before: 'この日付より前',
  after: 'この日付より後',
  on: 'この日',
  during: 'この月または週',
  sort: 'この順に並べる',
}
const kinds: Record<Has | Is, string> = {
  file: 'ファイル',
  link: 'リンク',
  image: '画像',
  code: 'コード',
  reaction: 'リアクション',
  saved: '自分が保存',
  pinned: 'ピン留め',
  thread: 'スレッド内',
  unread: '未読',
  mine: '自分が送信',
}
const problems: Record<Why, (operator: string, value: string) => string> = {
  operator: (operator) => `「${operator}:」は絞り込み条件ではないため、文字として検索しました。`,
  value: (operator, value) =>
    `「${operator}:」に「${value}」は指定できないため、除いて検索しました。`,
  date: (_, value) =>
    `「${value}」は日付ではないため、除いて検索しました。2026-11-23、2026-11、昨日、last-week のように書いてください。`,
  empty: (operator) => `「${operator}:」に値がないため、除いて検索しました。`,
  not: (operator) => `「${operator}:」は除外に使えないため、除いて検索しました。`,
}

export const search = {
  title: '検索',
  tab: (text: string) => `検索：${text}`,
  field: 'メッセージを検索',
  placeholder: 'メッセージを検索（例：計画 from:@ada has:link）',
  button: '検索',
  completions: '入力候補',
  completionCount: (n: number) => `${number(n)} 件の入力候補`,
  operators,
  recent: '最近の検索',
  clear: '最近の検索を消去',
  start:
    '探したい語を入力してください。引用符で囲むと語句どおりに探し、マイナスを付けた語は除きます。',
  tips: '使える絞り込み条件',
  results: (n: number, more: boolean, text: string) =>
    `「${text}」の検索結果：${number(n)} 件${more ? '以上' : ''}`,
  bounded: '先頭の結果だけを数えて表示しています。日付や条件で絞り込んでください。',
  chips: 'この検索の絞り込み条件',
  remove: (part: string) => `${part} を外す`,
  nobody: (part: string) => `「${part}」に当てはまる、あなたに見える人や会話はありません。`,
  problems,
  named: '会話と人',
  none: (text: string) => `「${text}」に一致するメッセージはありませんでした。`,
  noneHint: 'あなたが読める会話だけを検索します。',
  understood: 'この検索の解釈',
  drop: '一部を外してもう一度検索：',
  without: (part: string) => `${part} を外す`,
  parts: {
    word: (text: string) => `語「${text}」`,
    phrase: (text: string) => `語句「${text}」`,
    not: (what: string) => `除外：${what}`,
  },
  degraded:
    '検索サーバーが利用できないため、データベースから検索しました。少し時間がかかることがあります。',
  narrow: '絞り込む',
  people: '人',
  chats: '会話',
  months: '月',
  kindsTitle: '種類',
  kinds,
  facet: (name: string, n: number) => `${name}、${number(n)} 件`,
  sort: '並び順',
  relevant: '関連度順',
  newest: '新しい順',
  older: 'さらに表示',
  first: '最初の結果に戻る',
  thread: 'スレッド内',
  save: 'この検索を保存',
  saveName: '名前',
  saved: '保存した検索',
  rename: 'この検索の名前を変更',
  forget: (name: string) => `保存した検索「${name}」を外す`,
}
