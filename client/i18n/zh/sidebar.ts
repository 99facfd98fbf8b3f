import { upTo99 } from './count.ts'

export const sidebar = {
  nav: '频道和消息',
  channels: '频道',
  direct: '私信',
  search: '搜索',
  browse: '浏览和创建频道',
  people: '成员和邀请',
  newMessage: '新消息',
  statistics: '统计',
  settings: '设置',
  workspaces: '工作区',
  private: '私密',
  chat: (name: string, unread: number, mentions: number) =>
    [
      name,
      unread > 0 ? `${upTo99(unread)} 条未读` : '',
      mentions > 0 ? `${upTo99(mentions)} 次提及` : '',
    ]
      .filter(Boolean)
      .join('，'),
  count: upTo99,
}
