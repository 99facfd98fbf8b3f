export const status = {
  title: 'Your status',
  menu: (name: string) => `${name}: status and settings`,
  what: 'What are you doing?',
  set: 'Set status',
  clear: 'Clear',
  isSet: 'Your status is set',
  isCleared: 'Your status is cleared',
  presets: [
    { emoji: '📅', text: 'In a meeting', hours: '1' },
    { emoji: '🍜', text: 'Having lunch', hours: '1' },
    { emoji: '🎧', text: 'Working quietly', hours: '4' },
    { emoji: '🌴', text: 'On holiday', hours: '' },
  ],
  shown: 'Show me as',
  as: {
    auto: 'Online while I am here',
    away: 'Away',
    busy: 'Busy',
    offline: 'Offline',
  },
}
