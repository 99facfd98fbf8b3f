/** For how long a chat can be muted. */
export const mutes = ['off', 'hour', 'day', 'week', 'ever'] as const

const hour = 60 * 60 * 1000
const lasting: Record<string, number> = {
  hour,
  day: 24 * hour,
  week: 7 * 24 * hour,
  // As good as for ever, and still a time.
  ever: 100 * 365 * 24 * hour,
}

/** Until when a choice mutes from `now` on, ISO 8601; null does not mute. */
export const muteUntil = (choice: string, now: Date): string | null => {
  const ms = lasting[choice]
  return ms === undefined ? null : new Date(now.getTime() + ms).toISOString()
}
