const minute = 60_000

/** When people commonly want to be reminded, by their own clock. */
export const remindersAt = (now: Date) => {
  const morning = (days: number) => {
    const at = new Date(now)
    at.setDate(at.getDate() + days)
    at.setHours(9, 0, 0, 0)
    return at
  }
  const toMonday = (8 - now.getDay()) % 7 || 7
  return [
    { name: 'soon' as const, at: new Date(now.getTime() + 20 * minute) },
    { name: 'hour' as const, at: new Date(now.getTime() + 60 * minute) },
    { name: 'tomorrow' as const, at: morning(1) },
    { name: 'monday' as const, at: morning(toMonday) },
  ]
}
