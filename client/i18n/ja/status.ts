import type { Words } from '../words.ts'

export const status: Words['status'] = {
  title: 'あなたのステータス',
  menu: (name) => `${name}：ステータスと設定`,
  what: '何をしていますか？',
  set: 'ステータスを設定',
  clear: '消去',
  isSet: 'ステータスを設定しました',
  isCleared: 'ステータスを消去しました',
  presets: [
    { emoji: '📅', text: '会議中', hours: '1' },
    { emoji: '🍜', text: '昼食中', hours: '1' },
    { emoji: '🎧', text: '集中して作業中', hours: '4' },
    { emoji: '🌴', text: '休暇中', hours: '' },
  ],
  shown: '表示のしかた',
  as: {
    auto: 'ここにいる間はオンライン',
    away: '離席中',
    busy: '取り込み中',
    offline: 'オフライン',
  },
}
