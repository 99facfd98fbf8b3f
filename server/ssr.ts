import { createTRPCClient, localLink } from '@trpc/client'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AppRouter } from './router.ts'
import { appRouter } from './router.ts'
import { openBuilt } from './ssr/built.ts'
import { documentOf } from './ssr/document.ts'
import { visitorOf } from './ssr/visitor.ts'
import { openVite } from './ssr/vite.ts'
import type { Context } from './trpc.ts'
import type { Pages } from './web.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Opens the rendered pages: from `dist/` in production, else through Vite, which is imported only then.
 * @throws ConfigError in production before the client was built
 */
export const openSsr = async ({ production }: { production: boolean }): Promise<Pages> => {
  const source = production ? openBuilt(join(root, 'dist')) : await openVite(root)
  return {
    assets: source.assets,
    version: source.version,
    stop: source.stop,
    render: async (c, context, { url, nonce, form }) => {
      const { render } = await source.entry()
      const rendered = await render({
        url,
        api: inProcess(context),
        signedIn: context.actor !== null,
        ...visitorOf(c),
        now: context.deps.now().toISOString(),
        form: form ?? null,
      })
      c.header('cache-control', 'private, no-store')
      if ('redirect' in rendered) return c.redirect(rendered.redirect, 303)
      const head = source.head(rendered.sources, nonce)
      return c.html(
        documentOf({ ...rendered, head, nonce }),
        rendered.status as ContentfulStatusCode,
      )
    },
  }
}

/** The router's procedures as a client, without the wire: what a page's loader calls while it is rendered. */
const inProcess = (context: Context) =>
  createTRPCClient<AppRouter>({
    links: [localLink({ router: appRouter, createContext: async () => context })],
  })
