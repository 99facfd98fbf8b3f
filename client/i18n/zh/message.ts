export const message = {
  copyCode: '复制代码',
  copied: '已复制',
}
