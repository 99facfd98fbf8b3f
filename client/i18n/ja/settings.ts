export const settings = {
  title: '設定',
  profile: 'アカウント',
  sessions: 'サインイン中の端末',
  current: 'このブラウザー',
  since: (date: string) => `${date}から`,
  unknownDevice: '不明な端末',
  theme: '外観',
  themes: { system: 'システムに合わせる', light: 'ライト', dark: 'ダーク' },
  back: 'ワークスペースに戻る',
  everywhereHint: 'ほかの端末も含め、すべてのセッションを数秒で終了します。',
}
