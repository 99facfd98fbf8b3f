import { number } from './count.ts'

export const search = {
  title: '検索',
  tab: (text: string) => `検索：${text}`,
  results: (n: number, text: string) => `「${text}」の検索結果：${number(n)} 件`,
  none: (text: string) => `「${text}」は見つかりませんでした。`,
  noneHint: '語を減らすか、別の語でお試しください。あなたが読めるチャットだけを検索します。',
  start: '探したい語を入力してください。引用符で囲むと、その語句どおりに探します。',
  degraded: '検索サーバーが利用できないため、データベースから検索しました。',
  button: '検索',
}
