import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { FaultBody } from '../shared/errors.ts'
import { httpStatus } from '../shared/errors.ts'
import { limits } from '../shared/limits.ts'
import { startTimekeeper } from './chat/timekeeper.ts'
import type { Deps } from './deps.ts'
import { dropExpired, makeExport } from './exports/make-export.ts'
import { exportRoutes } from './exports/routes.ts'
import { fileRoutes } from './files/routes.ts'
import { sweepBlobs, sweepFiles } from './files/sweep.ts'
import { startFileReader } from './files/worker.ts'
import { forms } from './forms.ts'
import { sweepCredentials } from './identity/sweep.ts'
import { sweepLog } from './outbox/sweep.ts'
import type { Stop } from './ports.ts'
import { presenceHere } from './presence/follow.ts'
import { contextOf, forwarded } from './request.ts'
import type { Role } from './roles.ts'
import { appRouter } from './router.ts'
import { startIndexer } from './search/indexer.ts'
import { openSsr } from './ssr.ts'
import { analyzeEmbedded } from './system/analyze.ts'
import type { Context } from './trpc.ts'
import { faultOf } from './trpc.ts'

/** How a form went that was sent without JavaScript: shown on the page it is on. */
export interface FormState {
  action: string
  fault?: FaultBody
  /** What was entered, passwords left out. */
  values: Record<string, string>
  /** What came of it, e.g. an invite link. */
  result?: string
}

/** The server-rendered pages. */
export interface Pages {
  /** Static files of the built client; in development, Vite's. */
  assets: MiddlewareHandler
  /** Which client is served: a running one compares it with its own. */
  version: string
  /** Renders the page of a path, e.g. `/w/acme/chats/…?before=9`. */
  render: (
    c: HonoContext,
    context: Context,
    page: { url: string; nonce: string; form?: FormState },
  ) => Promise<Response>
  stop: Stop
}

/** Role `server`: tRPC, forms for browsers without JavaScript, and the rendered pages last. */
export const start = async (deps: Deps): Promise<Role> => {
  const pages = await openSsr({ production: deps.config.production })
  const stopIndexer = await startIndexer(deps)
  const stopFileReader = await startFileReader(deps)
  const stopTimekeepers = [
    startTimekeeper(deps),
    startTimekeeper(deps, { 'make exports': makeExport, 'drop exports': dropExpired }, 2000),
    startTimekeeper(deps, { 'sweep files': sweepFiles }, 60_000),
    startTimekeeper(
      deps,
      {
        'sweep blobs': sweepBlobs,
        'sweep the log': sweepLog,
        'sweep sign-ins': sweepCredentials,
        'analyze the embedded database': analyzeEmbedded,
      },
      20 * 60_000,
    ),
  ]
  const presence = await presenceHere(deps)
  return {
    app: webApp(deps, pages),
    stop: async () => {
      await presence.stop()
      for (const stop of stopTimekeepers) await stop()
      await stopFileReader()
      await stopIndexer()
      await pages.stop()
    },
  }
}

/** The Hono app of role `server`. */
export const webApp = (deps: Deps, pages: Pages): Hono => {
  const app = new Hono()
  const origin = new URL(deps.config.publicUrl).origin
  // Before the limit on bodies: parts of files are bounded where they arrive.
  app.route(
    '/files',
    fileRoutes(deps, (c) => contextOf(deps, c)),
  )
  // Pages only: the larger ones carry the state of hundreds of chats. Assets are compressed once for all.
  app.use(compress({ contentTypeFilter: /^text\/html\b/ }))
  app.use((c, next) => {
    const form = /^multipart\/form-data\b/.test(c.req.header('content-type') ?? '')
    return form ? formLimit(c, next) : requestLimit(c, next)
  })
  app.use('/trpc/*', async (c, next) => {
    // Only JSON can change anything: a cross-site form cannot send it without a preflight.
    if (c.req.method === 'POST' && !/^application\/json\b/.test(c.req.header('content-type') ?? ''))
      return c.json(notJson, 415)
    return next()
  })
  app.all('/trpc/*', async (c) => {
    const context = await contextOf(deps, c)
    return fetchRequestHandler({
      endpoint: '/trpc',
      req: c.req.raw,
      router: appRouter,
      maxBatchSize: limits.batchCalls,
      createContext: () => context,
      responseMeta: () => ({ headers: headersOf(c) }),
      onError: ({ error, path }) => {
        if (faultOf(error).code === 'internal')
          deps.log.error({ err: error, path, requestId: context.requestId }, 'a procedure failed')
      },
    })
  })
  app.use(csrf({ origin: (from, c) => from === origin || from === new URL(c.req.url).origin }))
  app.route(
    '/exports',
    exportRoutes(deps, (c) => contextOf(deps, c)),
  )
  app.route('/', forms(deps, pages))
  app.use(pages.assets)
  app.get('/version', (c) => c.text(pages.version, 200, { 'cache-control': 'no-store' }))
  app.get('*', async (c) => {
    const { pathname, search } = new URL(c.req.url)
    const context = await contextOf(deps, c)
    return pages.render(c, context, { url: pathname + search, nonce: forwarded(deps, c).nonce })
  })
  app.notFound((c) =>
    refuse(c, { code: 'not_found', message: 'There is nothing at this address.' }),
  )
  app.onError((error, c) => {
    // Hono's own: the only one that middleware throws here is for a form of another site.
    if (error instanceof HTTPException) return refuse(c, foreignForm)
    const fault = faultOf(error)
    if (fault.code === 'internal')
      deps.log.error({ err: error, path: c.req.path }, 'a request failed')
    return refuse(c, fault)
  })
  return app
}

const limitOf = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: (c) =>
      refuse(c, {
        code: 'too_large',
        message: `A request may have at most ${maxSize / 1024} KiB. Send less at once.`,
      }),
  })
const requestLimit = limitOf(limits.requestBytes)
/** Of a form with files, which are written down as they arrive. */
const formLimit = limitOf(limits.formBytes)
const foreignForm: FaultBody = {
  code: 'forbidden',
  message: 'This form came from another site and was refused. Send it from Fechatter’s own pages.',
}
const notJson: FaultBody = {
  code: 'invalid_input',
  message: 'Send JSON: Content-Type: application/json.',
}

const refuse = (c: HonoContext, fault: FaultBody) =>
  c.json(fault, httpStatus[fault.code] as ContentfulStatusCode)

/** The headers that procedures set on the context's response, such as cookies: tRPC makes a response of its own. */
const headersOf = (c: HonoContext): Headers => {
  const headers = new Headers()
  for (const cookie of c.res.headers.getSetCookie()) headers.append('set-cookie', cookie)
  const account = c.res.headers.get('x-fechatter-account')
  if (account) headers.set('x-fechatter-account', account)
  headers.set('cache-control', 'private, no-store')
  return headers
}
