import type { Context as HonoContext } from 'hono'
import { Hono } from 'hono'
import { eq } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import { FileId, UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { mayReadFile } from '../chat/access.ts'
import { files } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { acting, inPerson } from '../identity/acting.ts'
import type { Context } from '../trpc.ts'
import { readAvatar, removeAvatar, setAvatar } from './avatar.ts'
import { blobKey, thumbKey } from './blob.ts'
import { readBytes } from './read-body.ts'
import { receivePart } from './receive.ts'
import { dispositionOf, serve } from './serve.ts'
import { textOf } from './text.ts'
import type { FileRow } from './view.ts'

type Asks = (c: HonoContext) => Promise<Context>

/** `/files`: the bytes of files, coming in part by part and going out to whoever may read them at that moment. */
export const fileRoutes = (deps: Deps, contextOf: Asks): Hono => {
  const app = new Hono()
  /** The file of the address, alike for foreign, deleted and missing ones: not found. */
  const readable = async (c: HonoContext): Promise<FileRow> => {
    const { actor } = await contextOf(c)
    const id = FileId.safeParse(c.req.param('id'))
    if (!actor || !id.success) return nothing()
    const [file] = await deps.db.select().from(files).where(eq(files.id, id.data))
    return file && (await mayReadFile(deps.db, actor.userId, file)) ? file : nothing()
  }

  app.put('/avatar', async (c) => {
    const { userId } = inPerson((await contextOf(c)).actor)
    return c.json(await setAvatar(deps, userId, await readBytes(bodyOf(c), limits.chunkBytes)))
  })
  app.delete('/avatar', async (c) => {
    await removeAvatar(deps, inPerson((await contextOf(c)).actor).userId)
    return c.body(null, 204)
  })
  app.get('/avatars/:userId/:hash', async (c) => {
    const { actor } = await contextOf(c)
    const owner = UserId.safeParse(c.req.param('userId'))
    if (!actor || !owner.success) return nothing()
    const hash = c.req.param('hash')
    const image = (await readAvatar(deps.db, actor.userId, owner.data, hash)) ?? nothing()
    return c.body(new Uint8Array(image), 200, {
      'content-type': 'image/webp',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      // The address names the content.
      'cache-control': 'private, max-age=86400, immutable',
    })
  })

  app.put('/:id', async (c) => {
    const { userId } = acting((await contextOf(c)).actor, 'write')
    const id = FileId.safeParse(c.req.param('id'))
    if (!id.success) return nothing()
    // A form of another site cannot send this type without asking first.
    if (c.req.header('content-type') !== 'application/octet-stream')
      fail('invalid_input', 'Send the bytes as Content-Type: application/octet-stream.', {
        field: 'content-type',
      })
    const length = numberIn(c.req.header('content-length'), 'content-length')
    const offset = numberIn(c.req.query('offset'), 'offset')
    return c.json(await receivePart(deps, userId, id.data, { offset, length, body: bodyOf(c) }))
  })

  app.get('/:id/thumb', async (c) => {
    const file = await readable(c)
    if (file.kind !== 'image') return nothing()
    return serve(c, deps.blobs, {
      key: thumbKey(file.hash),
      size: null,
      type: 'image/webp',
      etag: `"${file.hash}-thumb"`,
      disposition: 'inline',
    })
  })
  app.get('/:id/text', async (c) => {
    const text = await textOf(deps, await readable(c))
    return c.text(text, 200, {
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    })
  })
  app.get('/:id/:name', async (c) => {
    const { hash, size, type, kind, name } = await readable(c)
    const inline = kind === 'image' || kind === 'video' || kind === 'audio'
    return serve(c, deps.blobs, {
      key: blobKey(hash),
      size,
      type: kind === 'text' ? 'text/plain; charset=utf-8' : type,
      etag: `"${hash}"`,
      disposition: dispositionOf(inline ? 'inline' : 'attachment', name),
    })
  })
  return app
}

async function* bodyOf(c: HonoContext): AsyncGenerator<Uint8Array> {
  try {
    yield* (c.req.raw.body ?? new Blob().stream()) as AsyncIterable<Uint8Array>
  } catch {
    fail('invalid_input', 'The body broke off. Send it again.', { field: 'body' })
  }
}

const nothing = () => fail('not_found', 'There is no such file, or you may not read it.')

const numberIn = (text: string | undefined, field: string): number =>
  text !== undefined && /^\d{1,15}$/.test(text)
    ? Number(text)
    : fail('invalid_input', `Say the ${field} in bytes.`, { field })
