import { number } from './count.ts'

export const connection = {
  reconnecting: '再接続中…書いたメッセージは保持されます。',
  offline: (waiting: number) =>
    waiting > 0
      ? `オフライン · ${number(waiting)} 件が送信待ち`
      : 'オフライン · 書いたものは送信を待ちます',
  back: '最新の状態です',
  backNew: (n: number) => `最新の状態です · 新着 ${number(n)} 件`,
  ended: 'セッションが終了しました。下書きは残っています。',
  endedTitle: 'セッションが終了しました',
  endedLead: 'もう一度サインインすると、この続きから始められます。書いた内容は残っています。',
  retry: '今すぐ再試行',
  newVersion: '新しいバージョンの準備ができました。次のページから使えます。',
}
