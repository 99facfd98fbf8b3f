import { fail } from '../../shared/errors.ts'

/** Reads a small body into memory, never more of it than `most` bytes. @throws Fault `too_large` */
export const readBytes = async (body: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > most)
      fail('too_large', `At most ${most / 1024 / 1024} MiB can be taken here.`, { field: 'body' })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
