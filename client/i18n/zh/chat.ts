import { number } from './count.ts'

const roles = { owner: '所有者', admin: '管理员', member: '普通成员' }

export const chat = {
  feed: (name: string) => `${name} 中的消息`,
  feedWith: (name: string) => `与 ${name} 的消息`,
  message: (name: string) => `发消息给 ${name}`,
  send: '发送',
  members: (n: number) => `${number(n)} 位成员`,
  memberList: '成员',
  direct: '私信',
  private: '私密频道',
  older: '更早的消息',
  newer: '更新的消息',
  latest: '跳到最新',
  loading: '加载中…',
  start: (name: string) => `这里是 ${name} 的开端。`,
  startHint: '说说它是用来做什么的。',
  startDirect: (name: string) => `这里是你与 ${name} 对话的开端。`,
  today: '今天',
  yesterday: '昨天',
  new: '新消息',
  edited: '（已编辑）',
  deleted: '此消息已删除。',
  expired: '更早的消息已按保留规则删除。',
  notices: {
    retention: (who: string, days: number | null) =>
      days === null
        ? `${who} 取消了此聊天自己的保留规则。`
        : `${who} 将此处的消息设为 ${number(days)} 天后删除。`,
    joined: (who: string) => `${who} 加入了。`,
    left: (who: string) => `${who} 离开了。`,
    added: (who: string, names: readonly string[]) => `${who} 添加了 ${names.join('、')}。`,
    removed: (who: string, names: readonly string[]) => `${who} 移除了 ${names.join('、')}。`,
    renamed: (who: string, to: string) => `${who} 将名称改为 ${to}。`,
    topic: (who: string, topic: string) =>
      topic === '' ? `${who} 清除了主题。` : `${who} 设置了主题：${topic}`,
    archived: (who: string) => `${who} 归档了此频道。`,
    restored: (who: string) => `${who} 恢复了此频道。`,
    role: (who: string, names: readonly string[], role: 'owner' | 'admin' | 'member') =>
      `${who} 将 ${names.join('、')} 设为${roles[role]}。`,
  },
  writing: '正在书写…',
  sending: '发送中…',
  sent: '已发送',
  notSent: '未发送',
  notSentYet: '尚未发送：已等待超过十分钟。现在发送吗？',
  retry: '重试',
  edit: '编辑',
  delete: '删除',
  leave: '离开频道',
  join: '加入频道',
  preview: (name: string) => `你正在查看 ${name}。加入后即可发言。`,
  archived: '此频道已归档，只能阅读。',
  left: '你已不在这个聊天中。',
  leftHint: '其中的成员可以再次添加你。',
  typing: (names: readonly string[]) =>
    names.length <= 2 ? `${names.join('和 ')} 正在输入…` : '多人正在输入…',
  said: (name: string, text: string) => `${name}：${text}`,
  newMessages: (n: number) => `${number(n)} 条新消息`,
  tooLong: (by: number) => `超出 ${number(by)} 个字符`,
  markRead: '标为已读',
  rowLabel: (name: string, time: string, text: string) => `${name}，${time}，${text}`,
  bot: '机器人',
  you: '你',
}
