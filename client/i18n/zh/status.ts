import type { Words } from '../words.ts'

export const status: Words['status'] = {
  title: '你的状态',
  menu: (name) => `${name}：状态与设置`,
  what: '你在做什么？',
  set: '设置状态',
  clear: '清除',
  isSet: '状态已设置',
  isCleared: '状态已清除',
  presets: { meeting: '开会中', lunch: '吃午饭', quiet: '专心工作', holiday: '休假中' },
  shown: '显示为',
  as: { auto: '在这里时显示在线', away: '离开', busy: '忙碌', offline: '离线' },
  label: '状态',
  emoji: '表情',
  until: '显示',
  untilChanged: '直到我更改',
  hours: (hours: number) => (hours < 24 ? `${hours} 小时` : hours === 24 ? '一天' : '一周'),
}
