import type { File } from '../shared/file.ts'
import { Upload } from '../shared/file.ts'
import type { FileId, WorkspaceId } from '../shared/ids.ts'
import { newId } from '../shared/ids.ts'
import { limits } from '../shared/limits.ts'
import type { Fechatter, FechatterOptions } from './index.ts'

/** What to upload, and where to. */
export interface UploadOptions extends Pick<FechatterOptions, 'url' | 'token' | 'fetch'> {
  workspaceId: WorkspaceId
  name: string
  content: Blob
  /** An earlier upload under the same id goes on where it stopped. */
  id?: FileId
  signal?: AbortSignal
  /** Told how many bytes have arrived. */
  onProgress?: (bytes: number) => void
}

/**
 * Uploads a file part by part, for `chat.send({ …, fileIds: [file.id] })`. Whatever part fails, calling it again with the same `id`
 * sends only what is missing.
 * @throws what the server says against it
 */
export const uploadFile = async (
  fechatter: Fechatter,
  { url, token, workspaceId, name, content, ...options }: UploadOptions,
): Promise<File> => {
  const { id = newId<FileId>(), signal, onProgress, fetch: ask = globalThis.fetch } = options
  let upload: Upload = await fechatter.files.begin.mutate(
    { workspaceId, id, name, size: content.size },
    signal ? { signal } : {},
  )
  while (!upload.file) {
    onProgress?.(upload.offset)
    const response = await ask(`${url.replace(/\/+$/, '')}/files/${id}?offset=${upload.offset}`, {
      method: 'PUT',
      body: content.slice(upload.offset, upload.offset + limits.chunkBytes),
      headers: {
        'content-type': 'application/octet-stream',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(signal ? { signal } : {}),
    })
    const said: unknown = await response.json()
    if (!response.ok) throw new Error(messageOf(said) ?? `The upload failed: ${response.status}.`)
    upload = Upload.parse(said)
  }
  onProgress?.(upload.offset)
  return upload.file
}

const messageOf = (said: unknown): string | undefined =>
  said !== null && typeof said === 'object' && 'message' in said ? String(said.message) : undefined
