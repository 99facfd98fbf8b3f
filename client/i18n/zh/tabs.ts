export const tabs = {
  nav: '主导航',
  home: '主页',
  you: '我',
}
