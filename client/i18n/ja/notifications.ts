export const notifications = {
  offer: 'ほかの画面を見ているときも、メンションを通知しますか？',
  turnOn: 'オンにする',
}
