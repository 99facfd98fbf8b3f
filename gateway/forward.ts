import type { HttpBindings } from '@hono/node-server'
import type { Agent, IncomingMessage, ServerResponse } from 'node:http'
import { request as openRequest } from 'node:http'
import type { FaultBody } from '../shared/errors.ts'
import type { Asking, Forward } from './asked.ts'
import type { Accounts } from './accounts.ts'
import type { Service } from './config.ts'
import { accountIn, answerHeaders, requestHeaders } from './headers.ts'
import { pumpBody } from './pump-body.ts'
import { tooLarge } from './refuse.ts'
import type { Route } from './route.ts'
import type { Pool, Upstream } from './upstreams.ts'

export interface ForwardDeps {
  pools: Readonly<Record<Service, Pool>>
  agent: Agent
  key: string
  accounts: Accounts
  bodyLimit: number
  uploadLimit: number
  /** Milliseconds until an upstream's answer must have begun. */
  answerMs: number
  connectMs: number
  /** Milliseconds that a part of a file may take to arrive. */
  uploadMs: number
  retried: (service: Service) => void
}

/** The Node objects behind a request of the app. */
export const nodeOf = (c: Asking): HttpBindings => c.env as HttpBindings

/** An answer that is on its way to the client already; Hono's Node adapter leaves it alone. */
export const alreadySent = (c: Asking, status: number): Response => {
  c.set('forwarded', true)
  return new Response(null, { status, headers: { 'x-hono-already-sent': 'true' } })
}

type Outcome =
  | { kind: 'answer'; response: IncomingMessage }
  /** `refused`: nobody listens there · `stale`: the pooled connection was closed already · `late`: heard, but not answered in time. */
  | { kind: 'failed'; reason: 'refused' | 'broken' | 'stale' | 'late' }
  | { kind: 'too-large' }
  | { kind: 'client-gone' }

const mostTries = 3

/** Forwards over pooled connections of node:http; bodies are streamed in both directions and never held. */
export const createForward = (deps: ForwardDeps): Forward => {
  return async (c, route, refuseWith) => {
    const { incoming, outgoing } = nodeOf(c)
    const pool = deps.pools[route.service]
    const safe = (incoming.method === 'GET' || incoming.method === 'HEAD') && !hasBody(incoming)
    const tried = new Set<Upstream>()
    for (let tries = 1; ; tries += 1) {
      const upstream = pool.pick(tried)
      if (!upstream) return refuseWith(absent(route.service))
      const outcome = await ask(deps, c, upstream, route)
      switch (outcome.kind) {
        case 'answer':
          pool.worked(upstream)
          return deliver(deps, c, outgoing, outcome.response)
        case 'too-large':
          return refuseWith(tooLarge(limitOf(deps, route)))
        case 'client-gone':
          return alreadySent(c, 499)
        case 'failed':
          // An idle connection that the upstream had closed says nothing about the upstream.
          if (outcome.reason !== 'stale') {
            tried.add(upstream)
            pool.failed(upstream, outcome.reason === 'refused')
          }
          // Who is slow is only made slower by being asked again.
          if (!safe || outcome.reason === 'late' || tries === mostTries)
            return refuseWith(absent(route.service))
      }
      deps.retried(route.service)
    }
  }
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

const limitOf = ({ bodyLimit, uploadLimit }: ForwardDeps, { name }: Route) =>
  name === 'upload' ? uploadLimit : bodyLimit

const ask = (deps: ForwardDeps, c: Asking, upstream: Upstream, route: Route): Promise<Outcome> =>
  new Promise((resolve) => {
    const { incoming, outgoing } = nodeOf(c)
    if (outgoing.destroyed) return resolve({ kind: 'client-gone' })
    const query = incoming.url?.indexOf('?') ?? -1
    let settled = false
    const settle = (outcome: Outcome) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      outgoing.off('close', onClientGone)
      if (outcome.kind !== 'answer') {
        upstream.active -= 1
        request.destroy()
      }
      resolve(outcome)
    }
    const onClientGone = () => settle({ kind: 'client-gone' })
    const request = openRequest({
      host: upstream.host,
      port: upstream.port,
      method: incoming.method,
      path: query < 0 ? route.path : route.path + incoming.url?.slice(query),
      headers: requestHeaders(incoming, c.var, deps.key),
      agent: deps.agent,
      setHost: false,
    })
    upstream.active += 1
    let connected = false
    const answerMs = deps.answerMs + (route.name === 'upload' ? deps.uploadMs : 0)
    const late = () => settle({ kind: 'failed', reason: connected ? 'late' : 'broken' })
    let timer = setTimeout(late, deps.connectMs)
    request.once('socket', (socket) => {
      const onConnect = () => {
        connected = true
        clearTimeout(timer)
        if (!settled) timer = setTimeout(late, answerMs)
      }
      if (socket.connecting) socket.once('connect', onConnect)
      else onConnect()
    })
    request.once('response', (response) => {
      response.once('close', () => (upstream.active -= 1))
      settle({ kind: 'answer', response })
    })
    request.on('error', () =>
      settle({
        kind: 'failed',
        reason: request.reusedSocket ? 'stale' : connected ? 'broken' : 'refused',
      }),
    )
    outgoing.once('close', onClientGone)
    if (hasBody(incoming))
      pumpBody(incoming, request, limitOf(deps, route), () => settle({ kind: 'too-large' }))
    else request.end()
  })

/** Sends an upstream's answer to the client; an answer that breaks off breaks off here too. */
const deliver = (
  deps: ForwardDeps,
  c: Asking,
  outgoing: ServerResponse,
  response: IncomingMessage,
): Response => {
  const { incoming } = nodeOf(c)
  const { cookie, authorization } = incoming.headers
  const account = accountIn(response.headers)
  if (account) deps.accounts.learn({ cookie, authorization }, account)
  const status = response.statusCode ?? 502
  const headers = answerHeaders(response.headers, c.get('answer'))
  outgoing.on('close', () => response.destroy())
  if (outgoing.destroyed) response.destroy()
  response.on('error', () => outgoing.destroy())
  outgoing.writeHead(status, headers)
  // Without a known end the first byte may be long in coming, and the client should know that it was heard.
  if (response.headers['content-length'] === undefined) outgoing.flushHeaders()
  response.pipe(outgoing)
  return alreadySent(c, status)
}

const absent = (service: Service): FaultBody => ({
  code: 'unavailable',
  message: absences[service],
  retryAfter: 2,
})
const absences: Record<Service, string> = {
  server: 'Fechatter is starting or its main server is down. Retrying helps.',
  notify: 'Fechatter is starting or its notify server is down. Retrying helps.',
  bot: 'The bot server is starting or down. Retrying helps.',
  analytics: 'The analytics server is starting or down. Retrying helps.',
}
