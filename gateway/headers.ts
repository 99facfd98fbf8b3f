import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Asked } from './asked.ts'

/** Of one connection only (RFC 9110 §7.6.1), and what the gateway has done already. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'http2-settings',
])
/** What only a gateway may say, and what makes a request pass for another one. */
const forged =
  /^(x-fechatter-.*|x-forwarded-.*|forwarded|x-real-ip|x-csp-nonce|x-request-id|x-(http-)?method(-override)?|x-original-url|x-rewrite-url)$/
const revealing = /^(x-fechatter-.*|server|x-powered-by)$/

const namedBy = (connection: string | undefined): ReadonlySet<string> =>
  new Set((connection ?? '').split(',').map((name) => name.trim().toLowerCase()))

/** The gateway's key: the servers believe forwarded headers only with it, and make it from the same secret. */
export const gatewayKey = (jwtSecret: string): string =>
  createHmac('sha256', jwtSecret).update('fechatter-gateway').digest('hex')

/** The headers of a request as they go on to an upstream. */
export const requestHeaders = (
  incoming: IncomingMessage,
  { peer, requestId, nonce }: Pick<Asked['Variables'], 'peer' | 'requestId' | 'nonce'>,
  key: string,
): OutgoingHttpHeaders => {
  const sent: OutgoingHttpHeaders = {}
  const { headers } = incoming
  const once = headers.connection === undefined ? none : namedBy(headers.connection)
  for (const name in headers)
    if (!hopByHop.has(name) && !once.has(name) && !forged.test(name)) sent[name] = headers[name]
  if (headers['transfer-encoding'] !== undefined) {
    delete sent['content-length']
    sent['transfer-encoding'] = 'chunked'
  }
  sent['x-request-id'] = requestId
  sent['x-csp-nonce'] = nonce
  sent['x-forwarded-for'] = peer.address
  sent['x-forwarded-proto'] = peer.proto
  sent['x-forwarded-host'] = peer.host
  sent['x-fechatter-gateway'] = key
  return sent
}
const none: ReadonlySet<string> = new Set()

/**
 * The headers of an upstream's answer as they go on to the client. Ours win; policies for content add up, since a browser obeys all of
 * several.
 */
export const answerHeaders = (
  received: IncomingHttpHeaders,
  ours: Readonly<Record<string, string>>,
): OutgoingHttpHeaders => {
  const sent: OutgoingHttpHeaders = {}
  const once = namedBy(received.connection)
  for (const name in received)
    if (!hopByHop.has(name) && !once.has(name) && !revealing.test(name)) sent[name] = received[name]
  const csp = received['content-security-policy']
  const vary = received.vary
  Object.assign(sent, ours)
  if (csp !== undefined)
    sent['content-security-policy'] = [ours['content-security-policy'], csp].flat().join(', ')
  if (vary !== undefined && ours['vary']) sent['vary'] = `${ours['vary']}, ${vary}`
  return sent
}

export const accountHeader = 'x-fechatter-account'
/** The account that an upstream says a request belongs to. */
export const accountIn = (received: IncomingHttpHeaders): string | undefined => {
  const account = received[accountHeader]
  return typeof account === 'string' && account !== '' ? account : undefined
}
