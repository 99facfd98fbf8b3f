import { number } from './count.ts'

export const compose = {
  format: '書式',
  marks: {
    bold: '太字',
    italic: '斜体',
    strike: '取り消し線',
    code: 'コード',
    link: 'リンク',
    quote: '引用',
    list: 'リスト',
  },
  preview: 'プレビュー',
  left: (n: number) => `あと ${number(n)} 文字`,
  alsoTo: (name: string) => `${name} にも送信`,
  theirs: '別の端末で違う内容を書いています。',
  useTheirs: 'そちらを使う',
  keepMine: 'こちらを残す',
  wrongPlace: (name: string) =>
    `送信していません。この文章は ${name} のものです。そこに下書きとして残してあります。`,
}
