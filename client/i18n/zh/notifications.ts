export const notifications = {
  offer: '当你不在此页面时，要接收提及通知吗？',
  turnOn: '开启',
}
