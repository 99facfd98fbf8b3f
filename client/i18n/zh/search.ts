import { number } from './count.ts'

export const search = {
  title: '搜索',
  tab: (text: string) => `搜索：${text}`,
  results: (n: number, text: string) => `“${text}”：${number(n)} 条消息`,
  none: (text: string) => `没有找到“${text}”。`,
  noneHint: '试试更少或其他的词。只搜索你能阅读的聊天。',
  start: '输入要查找的内容。用引号查找完整短语。',
  degraded: '搜索服务器不可用：这些结果来自数据库。',
  button: '搜索',
}
