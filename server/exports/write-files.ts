import type { SQL } from 'drizzle-orm'
import type { Deps } from '../deps.ts'
import { blobKey } from '../files/blob.ts'
import type { Archive } from './archive.ts'
import type { ExportedChat } from './rows.ts'
import { filesOf } from './rows.ts'

/** Which messages of a chat are in an export; all when there is nothing to pick by. */
export interface ChatPart {
  chat: ExportedChat
  only?: SQL
}

/** Writes what the messages of some chats carry: a table, and the bytes of each content once under its hash. */
export const writeFiles = async (
  { db, blobs }: Deps,
  archive: Archive,
  parts: readonly ChatPart[],
): Promise<void> => {
  const hashes = new Set<string>()
  const rows = async function* () {
    const known = new Set<string>()
    for (const { chat, only } of parts)
      for await (const file of filesOf(db, chat, only)) {
        if (known.has(file.id)) continue
        known.add(file.id)
        hashes.add(file.hash)
        yield file
      }
  }
  await archive.table('files.jsonl', rows())
  for (const hash of hashes) {
    const bytes = await blobs.get(blobKey(hash))
    if (bytes) await archive.file(`files/${hash}`, bytes)
  }
}
