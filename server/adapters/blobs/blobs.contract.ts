import { randomUUID } from 'node:crypto'
import { buffer, text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import type { Blobs } from '../../ports.ts'

async function* bytes(...chunks: (string | Uint8Array | Error)[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk
    yield typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
    await Promise.resolve()
  }
}

/** What every store of blobs promises. */
export const blobsContract = (blobs: () => Blobs) =>
  describe('a store of blobs', () => {
    const fresh = () => `tests/${randomUUID()}`
    const textAt = async (key: string, range?: { start: number; end: number }) => {
      const found = await blobs().get(key, range)
      return found && text(found)
    }

    test('gives back what it was given, whole or in part', async () => {
      const key = fresh()
      await blobs().put(key, bytes('hello ', 'world'), 11)
      expect(await textAt(key)).toBe('hello world')
      expect(await textAt(key, { start: 6, end: 10 })).toBe('world')
      expect(await textAt(key, { start: 0, end: 0 })).toBe('h')
    })

    test('keeps any bytes, nothing at all, and megabytes', async () => {
      const all = Uint8Array.from({ length: 256 }, (_, index) => index)
      const key = fresh()
      await blobs().put(key, bytes(all), 256)
      const any = await blobs().get(key)
      expect(any && (await buffer(any))).toEqual(Buffer.from(all))
      await blobs().put(key, bytes(), 0)
      expect(await textAt(key)).toBe('')
      const mebibyte = new Uint8Array(1024 * 1024)
      await blobs().put(key, bytes(mebibyte, mebibyte, mebibyte), 3 * mebibyte.length)
      const found = await blobs().get(key)
      expect(found && (await buffer(found)).length).toBe(3 * mebibyte.length)
    })

    test('replaces what was there', async () => {
      const key = fresh()
      await blobs().put(key, bytes('one'), 3)
      await blobs().put(key, bytes('two'), 3)
      expect(await textAt(key)).toBe('two')
    })

    test('keeps nothing of a body that breaks off, or that is not as long as was said', async () => {
      const [cut, short, long] = [fresh(), fresh(), fresh()]
      const gone = new Error('the sender left')
      await expect(blobs().put(cut, bytes('hel', gone), 5)).rejects.toThrow('the sender left')
      await expect(blobs().put(short, bytes('hel'), 5)).rejects.toThrow('ended after 3')
      await expect(blobs().put(long, bytes('hello!'), 5)).rejects.toThrow('has more')
      for (const key of [cut, short, long]) expect(await blobs().get(key)).toBeNull()
    })

    test('has nothing under a key that it was not given', async () => {
      expect(await blobs().get(fresh())).toBeNull()
    })

    test('forgets, also what it does not know', async () => {
      const key = fresh()
      await blobs().put(key, bytes('hello'), 5)
      await blobs().drop([key, fresh()])
      await blobs().drop([key])
      expect(await blobs().get(key)).toBeNull()
    })

    test('lists what it keeps and when it was written', async () => {
      const key = fresh()
      const before = Date.now()
      await blobs().put(key, bytes('hello'), 5)
      const listed = new Map<string, Date>()
      for await (const entry of blobs().list()) listed.set(entry.key, entry.at)
      expect(listed.get(key)?.getTime()).toBeGreaterThan(before - 5000)
      await blobs().drop([key])
      for await (const entry of blobs().list()) expect(entry.key).not.toBe(key)
    })

    test.each(['../out', '/etc/passwd', 'a/../../b', '.hidden', 'a//b', 'a\0b', ''])(
      'does not take %j for a key',
      async (key) => {
        await expect(blobs().put(key, bytes(), 0)).rejects.toThrow('no key')
        await expect(blobs().get(key)).rejects.toThrow('no key')
      },
    )
  })
