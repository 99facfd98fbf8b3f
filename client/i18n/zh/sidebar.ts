import { upTo99 } from './count.ts'

export const sidebar = {
  region: '侧边栏',
  searches: '已保存的搜索',
  admin: '管理',
  nav: '频道和消息',
  channels: '频道',
  direct: '私信',
  search: '搜索',
  browse: '浏览和创建频道',
  people: '成员和邀请',
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
  starred: '收藏',
  inbox: '收件箱',
  mentions: '提及',
  threads: '话题',
  saved: '已保存',
  drafts: '草稿',
  newWorkspace: '新建工作区',
  width: '侧边栏宽度',
  sortByName: '按名称排序',
  sortByRecent: '按最新排序',
  muted: '已静音',
  mute: '静音',
  unmute: '取消静音',
  star: '加入收藏',
  unstar: '移出收藏',
  leave: '离开',
  more: (name: string) => `${name} 的更多操作`,
  count: upTo99,
}
