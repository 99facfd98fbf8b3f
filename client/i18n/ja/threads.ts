import type { Words } from '../words.ts'
import { upTo99 } from './count.ts'

export const threads: Words['threads'] = {
  title: 'スレッド',
  lead: 'フォローしているスレッドです。始めた、返信した、メンションされた、自分で選んだもの。',
  all: 'すべて',
  waiting: '未読',
  unread: (n) => `新しい返信 ${upTo99(n)} 件`,
  empty: 'ここには何もありません。',
  emptyHint: 'フォローしているスレッドがここに集まり、最後の返信が新しい順に並びます。',
  open: 'スレッドを開く',
  done: '既読にしました',
  keys: 'J と K で移動、E で既読、Enter で開きます。',
  more: '以前のスレッド',
}
