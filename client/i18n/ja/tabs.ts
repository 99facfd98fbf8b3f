export const tabs = {
  nav: 'メイン',
  home: 'ホーム',
  you: '自分',
}
