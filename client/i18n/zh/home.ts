export const home = {
  tab: '欢迎',
  title: '你还没有加入任何工作区',
  lead: '请向成员索取邀请链接，并在这里打开。',
}
