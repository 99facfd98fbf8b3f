import type { HttpBindings } from '@hono/node-server'
import type { Context as HonoContext } from 'hono'
import { randomBytes, randomUUID } from 'node:crypto'
import type { Deps } from './deps.ts'
import { findCredential } from './identity/credentials.ts'
import { clearSessionCookie, setSessionCookie, tokenOf } from './identity/cookie.ts'
import { gatewayHeader, isGateway } from './identity/token.ts'
import type { Context } from './trpc.ts'

/** What of a request may be believed: the gateway's word on address, id and nonce counts only with its key. */
export const forwarded = (deps: Deps, c: HonoContext) => {
  const trusted = isGateway(deps.config.jwtSecret, c.req.header(gatewayHeader))
  const said = (header: string) => (trusted ? c.req.header(header) : undefined)
  const socket = (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket
  return {
    trusted,
    network: said('x-forwarded-for') ?? socket?.remoteAddress ?? 'unknown',
    requestId: said('x-request-id') ?? randomUUID(),
    nonce: said('x-csp-nonce') ?? randomBytes(16).toString('base64url'),
  }
}

/** Finds out who asks: the context that every procedure of this request runs in. */
export const contextOf = async (deps: Deps, c: HonoContext): Promise<Context> => {
  const { trusted, network, requestId } = forwarded(deps, c)
  const { publicUrl } = deps.config
  const token = tokenOf(c, publicUrl)
  const actor = token ? await findCredential(deps.db, token, { network, now: deps.now() }) : null
  // The gateway limits by account and cannot look behind a cookie or token: this tells it, and it keeps it from the browser.
  if (actor && trusted) c.header('x-fechatter-account', actor.userId)
  return {
    deps,
    actor,
    network,
    userAgent: c.req.header('user-agent') ?? '',
    requestId,
    cookie: {
      set: (fresh) => setSessionCookie(c, publicUrl, fresh),
      clear: () => clearSessionCookie(c, publicUrl),
    },
  }
}
