import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { AwsV4Signer } from 'aws4fetch'

/*
 * Stands in for S3 where none can be had: exactly the calls that our adapter makes, addressed by path, refused as S3 refuses them
 * when they are not as documented. Signatures are checked with the signer of the library that the adapter uses, so they prove that
 * the right things are signed, not that the algorithm is right.
 */

interface Kept {
  bytes: Buffer
  at: Date
}
export interface S3StandIn {
  /** Of the bucket. */
  url: string
  region: string
  accessKey: string
  secretKey: string
  pageSize: number
  stop: () => Promise<void>
}

interface Reply {
  status: number
  body?: Buffer | string
  headers?: Record<string, string>
}
const refuse = (status: number, code: string): Reply => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`,
})

/** One empty bucket until it is stopped. */
export const s3StandIn = async (): Promise<S3StandIn> => {
  const kept = new Map<string, Kept>()
  const server = createServer((request, response) => {
    void answer(request).then(({ status, body, headers = {} }) => {
      response.writeHead(status, headers).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const standIn: S3StandIn = {
    url: `http://127.0.0.1:${port}/files`,
    region: 'us-east-1',
    accessKey: 'fechatter',
    secretKey: randomBytes(16).toString('hex'),
    pageSize: 1000,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  const isSigned = async ({ method = '', url = '', headers }: IncomingMessage) => {
    const datetime = String(headers['x-amz-date'] ?? '')
    const minute = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(datetime)
    if (!minute) return false
    const [, y, mo, d, h, mi, s] = minute
    const signedAt = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`)
    if (Math.abs(Date.now() - signedAt) > 15 * 60_000) return false
    const names = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]?.split(';') ?? []
    const signed = Object.fromEntries(
      names.filter((name) => name !== 'host').map((name) => [name, String(headers[name])]),
    )
    const { headers: expected } = await new AwsV4Signer({
      method,
      url: `http://127.0.0.1:${port}${url}`,
      headers: signed,
      accessKeyId: standIn.accessKey,
      secretAccessKey: standIn.secretKey,
      region: standIn.region,
      service: 's3',
      datetime,
      allHeaders: true,
    }).sign()
    return expected.get('authorization') === headers.authorization
  }

  const answer = async (request: IncomingMessage): Promise<Reply> => {
    const { pathname, searchParams } = new URL(request.url ?? '', standIn.url)
    if (!(await isSigned(request))) return refuse(403, 'SignatureDoesNotMatch')
    if (!request.headers['x-amz-content-sha256']) return refuse(400, 'InvalidRequest')
    if (pathname === '/files' && request.method === 'GET') return list(searchParams)
    const key = decodeURIComponent(pathname.slice('/files/'.length))
    if (!pathname.startsWith('/files/') || key === '') return refuse(404, 'NoSuchBucket')
    if (request.method === 'PUT') return put(request, key)
    if (request.method === 'GET') return get(key, request.headers.range)
    if (request.method !== 'DELETE') return refuse(405, 'MethodNotAllowed')
    kept.delete(key)
    return { status: 204 }
  }

  const put = async (request: IncomingMessage, key: string): Promise<Reply> => {
    if (request.headers['transfer-encoding']) return refuse(501, 'NotImplemented')
    if (request.headers['content-length'] === undefined) return refuse(411, 'MissingContentLength')
    const bytes = await buffer(request).catch(() => null)
    if (!bytes) return refuse(400, 'IncompleteBody')
    kept.set(key, { bytes, at: new Date() })
    return { status: 200 }
  }

  const get = (key: string, range: string | undefined): Reply => {
    const found = kept.get(key)
    if (!found) return refuse(404, 'NoSuchKey')
    if (range === undefined) return { status: 200, body: found.bytes }
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range) ?? []
    if (start === undefined || Number(start) >= found.bytes.length)
      return refuse(416, 'InvalidRange')
    return { status: 206, body: found.bytes.subarray(Number(start), Number(end) + 1) }
  }

  const list = (query: URLSearchParams): Reply => {
    if (query.get('list-type') !== '2') return refuse(400, 'InvalidArgument')
    const after = query.get('start-after') ?? ''
    const keys = [...kept.keys()].sort().filter((key) => key > after)
    const most = Math.min(standIn.pageSize, Number(query.get('max-keys') ?? 1000))
    const entries = keys
      .slice(0, most)
      .map((key) => {
        const { at, bytes } = kept.get(key) as Kept
        return `<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified><Size>${bytes.length}</Size></Contents>`
      })
      .join('')
    return {
      status: 200,
      headers: { 'content-type': 'application/xml' },
      body: `<?xml version="1.0"?><ListBucketResult><Name>files</Name><IsTruncated>${keys.length > most}</IsTruncated>${entries}</ListBucketResult>`,
    }
  }
  return standIn
}
