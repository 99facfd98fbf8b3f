import { number } from './count.ts'

export const compose = {
  format: '格式',
  marks: {
    bold: '粗体',
    italic: '斜体',
    strike: '删除线',
    code: '代码',
    link: '链接',
    quote: '引用',
    list: '列表',
  },
  preview: '预览',
  left: (n: number) => `还可输入 ${number(n)} 个字符`,
  alsoTo: (name: string) => `同时发送到 ${name}`,
  theirs: '你在另一台设备上写了别的内容。',
  useTheirs: '使用那份',
  keepMine: '保留这份',
  wrongPlace: (name: string) => `未发送：这段文字属于 ${name}，已作为草稿保留在那里。`,
}
