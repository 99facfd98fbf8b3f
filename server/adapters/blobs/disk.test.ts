import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { blobsContract } from './blobs.contract.ts'
import { diskBlobs } from './disk.ts'

const directory = mkdtempSync(join(tmpdir(), 'fechatter-blobs-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

blobsContract(() => diskBlobs(directory))

test('an empty store has nothing', async () => {
  const keys = []
  for await (const { key } of diskBlobs(join(directory, 'nowhere')).list()) keys.push(key)
  expect(keys).toEqual([])
})

test('what a killed process left unfinished is listed, so that it can be swept', async () => {
  const blobs = diskBlobs(join(directory, 'killed'))
  const listed = async () => {
    const keys: string[] = []
    for await (const { key } of blobs.list()) keys.push(key)
    return keys
  }
  const { promise, resolve } = Promise.withResolvers<void>()
  const slow = async function* () {
    yield Buffer.from('hel')
    await promise
    yield Buffer.from('lo')
  }
  const writing = blobs.put('parts/1', slow(), 5)
  await expect.poll(listed).toEqual([expect.stringMatching(/^tmp\//)])
  resolve()
  await writing
  expect(await listed()).toEqual(['parts/1'])
})
