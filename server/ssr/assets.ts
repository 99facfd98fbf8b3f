import type { MiddlewareHandler } from 'hono'
import { readFileSync, readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}
const squeeze = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: promisify(gzip),
}

/** Serves the built files: read once, compressed when first asked for. Only files that the build made can be asked for. */
export const builtAssets = (directory: string): MiddlewareHandler => {
  const files = new Map(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .flatMap((file) => {
        const type = types[extname(file)]
        const path = file.slice(directory.length).replaceAll('\\', '/')
        return type ? [[path, { type, bytes: readFileSync(file) }] as const] : []
      }),
  )
  const squeezed = new Map<string, Promise<Buffer>>()
  return async (c, next) => {
    const file = files.get(c.req.path)
    if (!file || (c.req.method !== 'GET' && c.req.method !== 'HEAD')) return next()
    const accepted = c.req.header('accept-encoding') ?? ''
    const coding = (['br', 'gzip'] as const).find(
      (name) => new RegExp(`\\b${name}\\b`).test(accepted) && !file.type.startsWith('image/png'),
    )
    const key = `${coding} ${c.req.path}`
    const body = coding
      ? await (squeezed.get(key) ?? remember(squeezed, key, squeeze[coding](file.bytes)))
      : file.bytes
    const cache = c.req.path.startsWith('/assets/')
      ? 'public, max-age=31536000, immutable'
      : 'public, max-age=3600'
    return c.body(new Uint8Array(body), 200, {
      'content-type': file.type,
      'cache-control': cache,
      vary: 'accept-encoding',
      ...(coding ? { 'content-encoding': coding } : {}),
    })
  }
}

const remember = <V>(map: Map<string, V>, key: string, value: V): V => {
  map.set(key, value)
  return value
}
