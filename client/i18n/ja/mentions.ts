import type { Words } from '../words.ts'

export const mentions: Words['mentions'] = {
  title: 'メンション',
  lead: '名前で、または全員への呼びかけであなたに向けられた発言です。新しい順に並びます。',
  empty: 'まだ誰からもメンションされていません。',
  emptyHint: 'あなたの名前、@channel、@here を含むメッセージがここに集まります。',
  called: '全員に呼びかけ',
  keys: 'J と K で移動、Enter で開きます。',
  more: '以前のメンション',
}
