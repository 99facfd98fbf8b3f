import { eq } from 'drizzle-orm'
import { fail } from '../../shared/errors.ts'
import type { FileId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { uploads } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import { beginUpload, tooLarge } from './begin.ts'
import { discardUpload } from './discard.ts'
import { receivePart } from './receive.ts'

const sliceBytes = 1024 * 1024

/**
 * Takes a file whose size shows only at its end, as a browser without JavaScript sends it. It is written down slice by slice.
 * @param most bytes that it can have at all; so much is set aside while it arrives
 */
export const takeFile = async (
  deps: Deps,
  member: WorkspaceMember,
  { name, most, body }: { name: string; most: number; body: AsyncIterable<Uint8Array> },
): Promise<FileId> => {
  const { maxBytes } = deps.config.files
  const size = Math.min(most, maxBytes)
  const id = newId<FileId>()
  await beginUpload(deps, member, { id, name, size })
  try {
    let offset = 0
    for await (const slice of sliced(body)) {
      if (offset + slice.length > size) tooLarge(maxBytes)
      const part = { offset, length: slice.length, body: pieces(slice) }
      offset = (await receivePart(deps, member.userId, id, part)).offset
    }
    await deps.db.update(uploads).set({ size: offset }).where(eq(uploads.id, id))
    const { file } = await receivePart(deps, member.userId, id, {
      offset,
      length: 0,
      body: pieces(),
    })
    return file?.id ?? fail('internal', 'The file did not arrive. Send it again.')
  } catch (error) {
    await discardUpload(deps, { id })
    throw error
  }
}

/** Brings a body into pieces of about {@link sliceBytes}. */
async function* sliced(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let kept: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    kept.push(chunk)
    size += chunk.length
    if (size < sliceBytes) continue
    yield Buffer.concat(kept)
    kept = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(kept)
}

async function* pieces(...all: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all
}
