export const settings = {
  title: '设置',
  profile: '账号',
  sessions: '登录的设备',
  current: '当前浏览器',
  since: (date: string) => `自 ${date}`,
  unknownDevice: '未知设备',
  theme: '外观',
  themes: { system: '跟随系统', light: '浅色', dark: '深色' },
  back: '返回工作区',
  everywhereHint: '几秒内结束所有会话，包括你在其他设备上的会话。',
}
