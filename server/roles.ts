import type { Hono } from 'hono'
import type { RoleName } from './config.ts'
import type { Deps } from './deps.ts'
import type { Stop } from './ports.ts'

/** A role at work: what it answers over HTTP beside health and metrics, and how to end it. */
export interface Role {
  app: Hono | null
  /** Ends answers that would never end by themselves, once the door is closed. */
  drain?: () => void
  stop: Stop
}

/** Every role of the one image; a process plays one of them, or all. */
export const roles: Record<RoleName, () => Promise<{ start: (deps: Deps) => Promise<Role> }>> = {
  server: () => import('./web.ts'),
  notify: () => import('./notify/worker.ts'),
  bot: () => import('./bot/worker.ts'),
  analytics: () => import('./analytics/worker.ts'),
}
