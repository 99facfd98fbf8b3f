export const message = {
  copyCode: 'Copy code',
  copied: 'Copied',
}
