import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { AwsClient } from 'aws4fetch'
import { Fault } from '../../../shared/errors.ts'
import type { Blobs, Check, Stop } from '../../ports.ts'
import { checkKey } from './key.ts'
import { counted } from './counted.ts'

const listed = 1000
const answerMs = 30_000
const wholeMs = 10 * 60_000

/**
 * Keeps files in a bucket of S3 or of what speaks its language, addressed by path. Bodies are streamed with their length: S3 takes
 * none without.
 * @param url of the bucket, e.g. `http://localhost:9000/fechatter`
 * @throws Fault `unavailable` when the store is away or refuses
 */
export const s3Blobs = (options: {
  url: string
  region: string
  accessKey: string
  secretKey: string
}): Blobs & { ping: Check; stop: Stop } => {
  const { url, region } = options
  const client = new AwsClient({
    accessKeyId: options.accessKey,
    secretAccessKey: options.secretKey,
    region,
    service: 's3',
    retries: 0,
  })
  const ask = async (
    path: string,
    { accept = [], withinMs = answerMs, ...init }: Asked = {},
  ): Promise<Response> => {
    const { headers } = await client.sign(`${url}${path}`, {
      method: init.method ?? 'GET',
      headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...init.headers },
    })
    if (init.size !== undefined) headers.set('content-length', String(init.size))
    const response = await fetch(`${url}${path}`, {
      method: init.method ?? 'GET',
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(withinMs),
      ...(init.body ? { body: init.body, duplex: 'half' } : {}),
    }).catch((error: unknown) => {
      throw new Fault('unavailable', away, { cause: init.failed?.() ?? error })
    })
    if (response.ok || accept.includes(response.status)) return response
    const said = (await response.text()).slice(0, 500)
    throw new Fault('unavailable', away, { cause: new Error(`S3: ${response.status} ${said}`) })
  }
  const silently = async (asked: Promise<Response>) => {
    await (await asked).body?.cancel()
  }

  return {
    put: async (key, body, size) => {
      // A fault in the body, e.g. its sender's leaving, is not the store's.
      let broken: unknown
      const watched = async function* () {
        try {
          yield* counted(body, size)
        } catch (error) {
          broken = error
          throw error
        }
      }
      const stream = Readable.toWeb(Readable.from(watched())) as ReadableStream<Uint8Array>
      const asked = ask(`/${checkKey(key)}`, {
        method: 'PUT',
        body: stream as BodyInit,
        size,
        withinMs: wholeMs,
        failed: () => broken,
      })
      await silently(asked).catch((error: unknown) => {
        throw broken ?? error
      })
    },
    get: async (key, range) => {
      const response = await ask(`/${checkKey(key)}`, {
        withinMs: wholeMs,
        accept: [404],
        ...(range ? { headers: { range: `bytes=${range.start}-${range.end}` } } : {}),
      })
      if (response.status === 404 || !response.body) {
        await response.body?.cancel()
        return null
      }
      return Readable.fromWeb(response.body as ReadableStream<Uint8Array>)
    },
    drop: async (keys) => {
      for (const key of keys)
        await silently(ask(`/${checkKey(key)}`, { method: 'DELETE', accept: [404] }))
    },
    async *list() {
      for (let after = ''; ;) {
        const query = new URLSearchParams({ 'list-type': '2', 'max-keys': String(listed) })
        if (after) query.set('start-after', after)
        const xml = await (await ask(`?${query}`)).text()
        for (const [, entry = ''] of xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          // Our keys hold nothing that XML would write differently.
          after = tag(entry, 'Key')
          yield { key: after, at: new Date(tag(entry, 'LastModified')) }
        }
        if (tag(xml, 'IsTruncated') !== 'true') return
      }
    },
    ping: async () => silently(ask('?list-type=2&max-keys=1', { withinMs: 3000 })),
    stop: async () => {},
  }
}

interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: BodyInit
  size?: number
  /** Answers that are none of a trouble. */
  accept?: readonly number[]
  withinMs?: number
  failed?: () => unknown
}

const away = 'Files cannot be reached just now. Try again in a moment.'
const tag = (xml: string, name: string): string =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
