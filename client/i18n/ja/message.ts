export const message = {
  copyCode: 'コードをコピー',
  copied: 'コピーしました',
}
