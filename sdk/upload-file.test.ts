import { expect, test } from 'vitest'
import type { FileId } from '../shared/ids.ts'
import { newId } from '../shared/ids.ts'
import { limits } from '../shared/limits.ts'
import { serve } from '../server/serve.ts'
import type { Actor } from '../server/testing/app.ts'
import { draft, testApp } from '../server/testing/app.ts'
import { testWeb } from '../server/testing/web.ts'
import { createFechatter, uploadFile } from './index.ts'

test('a program uploads in parts, goes on after a break, and sends what it uploaded', async () => {
  await using app = await testApp()
  const server = await serve(testWeb(app.deps), { host: '127.0.0.1', port: 0 })
  const { world, actors } = await app.people('ada')
  const { token } = actors[0] as Actor
  const url = `http://127.0.0.1:${server.port}`
  const fechatter = createFechatter({ url, token })
  const content = new Blob([new Uint8Array(limits.chunkBytes + 1000).fill(7)])
  const id = newId<FileId>()
  const what = { url, token, workspaceId: world.id, name: 'large.bin', content, id }

  const broken = new AbortController()
  const until = (bytes: number) => {
    if (bytes >= limits.chunkBytes) broken.abort()
  }
  const first = uploadFile(fechatter, { ...what, signal: broken.signal, onProgress: until })
  await expect(first).rejects.toThrow()
  const seen: number[] = []
  const file = await uploadFile(fechatter, { ...what, onProgress: (bytes) => seen.push(bytes) })
  expect(seen).toEqual([limits.chunkBytes, content.size])
  expect(file).toMatchObject({ id, size: content.size, kind: 'other' })

  await fechatter.chat.send.mutate({ ...draft(world.general, ''), fileIds: [file.id] })
  const { messages } = await fechatter.chat.page.query({ chatId: world.general })
  expect(messages.at(-1)?.files).toEqual([file])

  const nobody = createFechatter({ url })
  const { token: _, ...anonymous } = what
  await expect(uploadFile(nobody, { ...anonymous, id: newId() })).rejects.toThrow('Sign in')
  void server.stop()
})
