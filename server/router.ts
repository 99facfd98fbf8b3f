import { analyticsRouter } from './analytics/router.ts'
import { botRouter } from './bot/router.ts'
import { chatRouter } from './chat/router.ts'
import { filesRouter } from './files/router.ts'
import { exportsRouter } from './exports/router.ts'
import { identityRouter } from './identity/router.ts'
import { eventsRouter } from './notify/router.ts'
import { searchRouter } from './search/router.ts'
import { presenceRouter } from './presence/router.ts'
import { systemRouter } from './system/router.ts'
import { mergeRouters, router } from './trpc.ts'
import { workspaceRouter } from './workspace/router.ts'

/** Everything that can be asked of Fechatter. Its type is all that clients know of the server. */
export const appRouter = router({
  identity: identityRouter,
  workspace: mergeRouters(workspaceRouter, presenceRouter),
  chat: chatRouter,
  files: filesRouter,
  search: searchRouter,
  bot: botRouter,
  analytics: analyticsRouter,
  exports: exportsRouter,
  system: systemRouter,
  events: eventsRouter,
})
export type AppRouter = typeof appRouter
