import { parts } from './lazy.ts'
import { DetailsPanel, PinsPanel, ThreadPanel } from './panels.ts'

/** Fetches what is likely to be used next in a chat, when nothing else is to be done: it opens at once then, and offline too. */
export const warm = (): void => {
  const panels = [ThreadPanel, DetailsPanel, PinsPanel].map(({ ready }) => ready)
  const fetchAll = () => void Promise.allSettled([...panels, ...parts].map((load) => load()))
  if ('requestIdleCallback' in globalThis) requestIdleCallback(fetchAll)
  else setTimeout(fetchAll, 2_000)
}
