import type { Words } from '../words.ts'

export const files: Words['files'] = {
  attach: '添加文件',
  attached: '待发送的文件',
  tooMany: (most) => `一条消息最多带 ${most} 个文件，其余的没有添加。`,
  uploading: (name) => `正在上传 ${name}`,
  remove: (name) => `移除 ${name}`,
  retry: (name) => `重新上传 ${name}`,
  broke: '上传中断了。',
  alt: '图中是什么？',
  altOf: (name) => `${name} 的说明`,
  download: '下载',
  previous: '上一张',
  next: '下一张',
}
