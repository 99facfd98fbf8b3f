import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { S3StandIn } from '../../testing/s3-stand-in.ts'
import { s3StandIn } from '../../testing/s3-stand-in.ts'
import { blobsContract } from './blobs.contract.ts'
import { s3Blobs } from './s3.ts'

describe('our stand-in for S3, not a real one: it checks signatures and refuses what S3 refuses', () => {
  let store: S3StandIn
  beforeAll(async () => {
    store = await s3StandIn()
  })
  afterAll(() => store.stop())
  const open = (more: Partial<S3StandIn> = {}) => s3Blobs({ ...store, ...more })

  blobsContract(() => open())

  test('lists more than one page', async () => {
    store.pageSize = 2
    const blobs = open()
    for (const key of ['page/a', 'page/b', 'page/c', 'page/d', 'page/e'])
      await blobs.put(key, (async function* () {})(), 0)
    const keys = []
    for await (const { key } of blobs.list()) if (key.startsWith('page/')) keys.push(key)
    expect(keys).toEqual(['page/a', 'page/b', 'page/c', 'page/d', 'page/e'])
  })

  test('a wrong key and an absent store are troubles that pass, for whoever asks', async () => {
    await open().ping()
    const unavailable = { code: 'unavailable' }
    await expect(open({ secretKey: 'wrong' }).ping()).rejects.toMatchObject(unavailable)
    const away = open({ url: 'http://127.0.0.1:1/files' })
    await expect(away.ping()).rejects.toMatchObject(unavailable)
    await expect(away.get('a')).rejects.toMatchObject(unavailable)
    await expect(away.put('a', (async function* () {})(), 0)).rejects.toMatchObject(unavailable)
  })
})

const { S3_URL: url = '', S3_ACCESS_KEY = '', S3_SECRET_KEY = '', S3_REGION } = process.env

describe.runIf(url)('a real S3 (needs S3_URL, S3_ACCESS_KEY and S3_SECRET_KEY)', () => {
  blobsContract(() =>
    s3Blobs({
      url,
      region: S3_REGION ?? 'us-east-1',
      accessKey: S3_ACCESS_KEY,
      secretKey: S3_SECRET_KEY,
    }),
  )
})
