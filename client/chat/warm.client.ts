import { whenIdle } from '../lib/when-idle.client.ts'
import { parts } from './lazy.ts'
import { DetailsPanel, PinsPanel, ThreadPanel } from './panels.ts'

/** Fetches what is likely to be used next in a chat, when nothing else is to be done: it opens at once then, and offline too. */
export const warm = (): void => {
  const panels = [ThreadPanel, DetailsPanel, PinsPanel].map(({ ready }) => ready)
  whenIdle(() => void Promise.allSettled([...panels, ...parts].map((load) => load())))
}
