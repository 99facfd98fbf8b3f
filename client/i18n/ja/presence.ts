export const presence = {
  online: 'オンライン',
  away: '離席中',
  busy: '取り込み中',
  offline: 'オフライン',
}
