import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { escaped } from './document.ts'
import type { Entry, Source } from './source.ts'

/** Development: Vite serves the sources and reloads them. Pages opened on the port of `npx vite` also get hot replacement. */
export const openVite = async (root: string): Promise<Source> => {
  const { createServer, isRunnableDevEnvironment } = await import('vite')
  const vite = await createServer({
    root,
    server: { middlewareMode: true, hmr: false, ws: false },
  })
  const { ssr } = vite.environments
  if (!ssr || !isRunnableDevEnvironment(ssr)) throw new Error('Vite has no environment for SSR')
  return {
    entry: () => ssr.runner.import<Entry>('/client/entry-server.ts'),
    head: (_sources, nonce) =>
      [
        `<meta property="csp-nonce" nonce="${escaped(nonce)}">`,
        `<link rel="stylesheet" href="/client/styles.css?direct">`,
        `<script type="module" src="/@vite/client" nonce="${escaped(nonce)}"></script>`,
        `<script type="module" src="/client/entry-client.ts" nonce="${escaped(nonce)}"></script>`,
      ].join('\n'),
    assets: async (c, next) => {
      const { incoming, outgoing } = (c.env ?? {}) as Partial<HttpBindings>
      if (!incoming || !outgoing) return next()
      const passedOn = await new Promise<boolean>((resolve, reject) => {
        outgoing.once('close', () => resolve(false))
        vite.middlewares(incoming, outgoing, (error?: unknown) => {
          if (error) reject(error instanceof Error ? error : new Error('Vite failed'))
          else resolve(true)
        })
      })
      return passedOn ? next() : RESPONSE_ALREADY_SENT
    },
    version: '/client/entry-client.ts',
    stop: () => vite.close(),
  }
}
