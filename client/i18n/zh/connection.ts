import { number } from './count.ts'

export const connection = {
  reconnecting: '正在重新连接…你的消息会等待发送。',
  offline: (waiting: number) =>
    waiting > 0 ? `离线 · ${number(waiting)} 条等待发送` : '离线 · 你写的内容会等待发送',
  back: '已同步',
  backNew: (n: number) => `已同步 · ${number(n)} 条新消息`,
  ended: '你的会话已结束。草稿已保留。',
  endedTitle: '会话已结束',
  endedLead: '重新登录即可从此处继续。你写的内容已保留。',
  retry: '立即重试',
  newVersion: '新版本已就绪，将在打开下一页时生效。',
}
