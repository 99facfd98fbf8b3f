const key = 'fechatter-emoji'
const toneKey = 'fechatter-skin-tone'
const kept = 24
const usual = ['👍', '❤️', '😂', '🎉', '👀', '🙏', '✅', '😄']

/** The emoji that were used last in this browser, the newest first, filled up with the usual ones. */
export const recentEmoji = (): readonly string[] =>
  [...new Set([...stored(), ...usual])].slice(0, kept)

/** Puts an emoji first among those used last. */
export const rememberEmoji = (emoji: string): void => {
  write(key, JSON.stringify([emoji, ...stored().filter((other) => other !== emoji)].slice(0, kept)))
}

/** The skin tone that people and hands are shown in: 0 for none, else 1 (light) to 5 (dark). */
export const skinTone = (): number => {
  const tone = Number(read(toneKey))
  return Number.isInteger(tone) && tone >= 0 && tone <= 5 ? tone : 0
}
export const rememberSkinTone = (tone: number): void => write(toneKey, String(tone))

const stored = (): string[] => {
  try {
    const value: unknown = JSON.parse(read(key) ?? '[]')
    return Array.isArray(value) ? value.filter((emoji) => typeof emoji === 'string') : []
  } catch {
    return []
  }
}

// A browser may refuse to keep anything: then nothing is remembered.
const read = (name: string): string | null => {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}
const write = (name: string, value: string): void => {
  try {
    localStorage.setItem(name, value)
  } catch {
    return
  }
}
