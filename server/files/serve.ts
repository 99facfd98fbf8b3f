import { Readable } from 'node:stream'
import type { Context as HonoContext } from 'hono'
import { fail } from '../../shared/errors.ts'
import type { Blobs } from '../ports.ts'

export interface Served {
  key: string
  /** In bytes; null when only the store knows it. */
  size: number | null
  type: string
  /** Names the content for ever. */
  etag: string
  disposition: string
}

/**
 * Answers with kept bytes: a part of them if asked (RFC 9110 §14), nothing if the browser has them. A browser keeps them only for
 * this person and asks again each time, and nothing in them can run in our name.
 */
export const serve = async (c: HonoContext, blobs: Blobs, served: Served): Promise<Response> => {
  const { key, size, etag } = served
  const headers = new Headers({
    'content-type': served.type,
    'content-disposition': served.disposition,
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-cache',
    etag,
  })
  if (isFresh(c.req.header('if-none-match'), etag))
    return new Response(null, { status: 304, headers })
  const range = size === null ? null : rangeOf(c, size, etag)
  if (range === 'beyond') {
    headers.set('content-range', `bytes */${size}`)
    headers.delete('content-type')
    return new Response(null, { status: 416, headers })
  }
  if (size !== null) {
    headers.set('accept-ranges', 'bytes')
    headers.set('content-length', String(range ? range.end - range.start + 1 : size))
  }
  if (range) headers.set('content-range', `bytes ${range.start}-${range.end}/${size}`)
  const status = range ? 206 : 200
  if (c.req.method === 'HEAD') return new Response(null, { status, headers })
  const bytes = await blobs.get(key, range ?? undefined)
  if (!bytes) return fail('not_found', 'The content of this file is gone.')
  return new Response(Readable.toWeb(bytes) as BodyInit, { status, headers })
}

const isFresh = (asked: string | undefined, etag: string) =>
  asked !== undefined &&
  asked.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')))

/** The one range that is asked for; null for the whole: several ranges and what is not understood are ignored. */
const rangeOf = (
  c: HonoContext,
  size: number,
  etag: string,
): { start: number; end: number } | 'beyond' | null => {
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(c.req.header('range') ?? '')
  const only = c.req.header('if-range')
  if (!asked || (only !== undefined && only !== etag)) return null
  const [, first = '', last = ''] = asked
  if (first === '' && last === '') return null
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(size - 1, Number(last))
  if (first !== '' && last !== '' && Number(first) > Number(last)) return null
  return start >= size || (first === '' && Number(last) === 0) ? 'beyond' : { start, end }
}

/** `Content-Disposition` with a name of any script (RFC 6266, RFC 8187). */
export const dispositionOf = (how: 'inline' | 'attachment', name: string): string => {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`
}
