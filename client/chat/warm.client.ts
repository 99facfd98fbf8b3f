import { parts } from './lazy.ts'

/** Fetches what is likely to be used next in a chat, when nothing else is to be done: it opens at once then, and offline too. */
export const warm = (): void => {
  const fetchAll = () => void Promise.allSettled(parts.map((load) => load()))
  if ('requestIdleCallback' in globalThis) requestIdleCallback(fetchAll)
  else setTimeout(fetchAll, 2_000)
}
