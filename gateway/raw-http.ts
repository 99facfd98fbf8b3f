import { STATUS_CODES } from 'node:http'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'

/** The head of an answer, and what of the body came with it. */
export interface Head {
  status: number
  headers: IncomingHttpHeaders
  rest: Buffer
}

const endOfHead = '\r\n\r\n'
export const maxHeadBytes = 16 * 1024

const linesOf = (headers: OutgoingHttpHeaders): string =>
  Object.entries(headers)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((v) => [name, v]))
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')

/** A GET without a body, for one connection (RFC 9112). Node's parser has already refused line breaks in the values. */
export const formatRequest = (target: string, headers: OutgoingHttpHeaders): string =>
  `GET ${target} HTTP/1.1\r\n${linesOf({ ...headers, connection: 'close' })}\r\n`

/** The head of an answer whose body follows with the framing that the upstream gave it. */
export const formatAnswer = ({ status, headers }: Head, sent: OutgoingHttpHeaders): string =>
  `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${linesOf({
    ...sent,
    'transfer-encoding': headers['transfer-encoding'],
    connection: 'close',
  })}\r\n`

/** Reads the head of an upstream's answer; undefined while it is not complete, null if it is none. Only for answers of our own servers. */
export const parseHead = (bytes: Buffer): Head | undefined | null => {
  const end = bytes.indexOf(endOfHead)
  if (end < 0) return bytes.length > maxHeadBytes ? null : undefined
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const status = /^HTTP\/1\.1 ([2-5]\d\d)(?: |$)/.exec(first)?.[1]
  if (status === undefined) return null
  const headers: IncomingHttpHeaders = {}
  for (const line of lines) {
    const [, name, value = ''] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
    if (name === undefined) return null
    const key = name.toLowerCase()
    if (key === 'set-cookie') (headers['set-cookie'] ??= []).push(value)
    else headers[key] = headers[key] === undefined ? value : `${String(headers[key])}, ${value}`
  }
  return { status: Number(status), headers, rest: bytes.subarray(end + endOfHead.length) }
}
