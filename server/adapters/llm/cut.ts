/** The longest answer of a model, in UTF-16 units: with its links it still fits into one message. */
export const longestAnswer = 7500

/** The first `max` UTF-16 units of a text, never half of a surrogate pair. */
export const cut = (text: string, max: number): string => {
  if (text.length <= max) return text
  const end = /[\ud800-\udbff]/.test(text.charAt(max - 1)) ? max - 1 : max
  return text.slice(0, Math.max(0, end))
}
