import type { Hono } from 'hono'
import type { File } from '../../shared/file.ts'
import type { FileId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Deps } from '../deps.ts'
import { webApp } from '../web.ts'
import type { Actor } from './app.ts'

/** The main server's HTTP without its pages: a page answers with the address and the fault that it would show. */
export const testWeb = (deps: Deps): Hono =>
  webApp(deps, {
    version: '',
    assets: (_, next) => next(),
    render: (c, _, { url, form }) => Promise.resolve(c.json({ url, ...form })),
    stop: () => Promise.resolve(),
  })

/** Headers of a person's browser, on our own pages. */
export const headersOf = (who: Actor | null): Record<string, string> => ({
  origin: 'http://localhost',
  ...(who ? { cookie: `fechatter_session=${who.token}` } : {}),
})

/** One part of an upload. */
export const putPart = (
  web: Hono,
  who: Actor | null,
  id: string,
  bytes: Uint8Array,
  { offset = 0, headers = {} }: { offset?: number; headers?: Record<string, string> } = {},
) =>
  web.request(`/files/${id}?offset=${offset}`, {
    method: 'PUT',
    body: new Uint8Array(bytes),
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      ...headersOf(who),
      ...headers,
    },
  })

/** Uploads a file at once. */
export const uploaded = async (
  web: Hono,
  who: Actor,
  workspaceId: WorkspaceId,
  name: string,
  content: Uint8Array | string,
): Promise<File> => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const id = newId<FileId>()
  await who.api.files.begin({ workspaceId, id, name, size: bytes.length })
  const response = await putPart(web, who, id, bytes)
  const { file } = (await response.json()) as { file: File | null }
  if (!file) throw new Error(`not taken: ${response.status}`)
  return file
}
