import type { Words } from '../words.ts'

export const status: Words['status'] = {
  title: 'あなたのステータス',
  menu: (name) => `${name}：ステータスと設定`,
  what: '何をしていますか？',
  set: 'ステータスを設定',
  clear: '消去',
  isSet: 'ステータスを設定しました',
  isCleared: 'ステータスを消去しました',
  presets: { meeting: '会議中', lunch: '昼食中', quiet: '集中して作業中', holiday: '休暇中' },
  shown: '表示のしかた',
  as: {
    auto: 'ここにいる間はオンライン',
    away: '離席中',
    busy: '取り込み中',
    offline: 'オフライン',
  },
  label: 'ステータス',
  emoji: '絵文字',
  until: '表示期間',
  untilChanged: '変更するまで',
  hours: (hours: number) => (hours < 24 ? `${hours} 時間` : hours === 24 ? '1 日' : '1 週間'),
}
