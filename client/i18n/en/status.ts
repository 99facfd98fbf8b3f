export const status = {
  title: 'Your status',
  menu: (name: string) => `${name}: status and settings`,
  what: 'What are you doing?',
  set: 'Set status',
  clear: 'Clear',
  isSet: 'Your status is set',
  isCleared: 'Your status is cleared',
  presets: {
    meeting: 'In a meeting',
    lunch: 'Having lunch',
    quiet: 'Working quietly',
    holiday: 'On holiday',
  },
  shown: 'Show me as',
  as: {
    auto: 'Online while I am here',
    away: 'Away',
    busy: 'Busy',
    offline: 'Offline',
  },
  label: 'Status',
  emoji: 'Emoji',
  until: 'Shown',
  untilChanged: 'Until I change it',
  hours: (hours: number) =>
    hours === 1
      ? 'For an hour'
      : hours < 24
        ? `For ${hours} hours`
        : hours === 24
          ? 'For a day'
          : 'For a week',
}
