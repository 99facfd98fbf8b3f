import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Blobs } from '../../ports.ts'
import { checkKey } from './key.ts'
import { counted } from './counted.ts'

/** What is not finished is written here; what a killed process leaves is listed with the rest. */
const unfinished = 'tmp'

/** Keeps files in a directory, which several servers may share over a network file system. A file appears whole, by its renaming. */
export const diskBlobs = (directory: string): Blobs => {
  const pathOf = (key: string) => join(directory, checkKey(key))
  return {
    put: async (key, body, size) => {
      const path = pathOf(key)
      const draft = pathOf(`${unfinished}/${randomUUID()}`)
      await mkdir(dirname(draft), { recursive: true })
      try {
        const file = await open(draft, 'wx', 0o600)
        try {
          for await (const chunk of counted(body, size)) await file.writeFile(chunk)
          await file.sync()
        } finally {
          await file.close()
        }
        await mkdir(dirname(path), { recursive: true })
        await rename(draft, path)
        await synced(dirname(path))
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
    },
    get: async (key, range) => {
      const file = await open(pathOf(key)).catch(unlessAbsent)
      return file ? createReadStream('', { fd: file, ...range }) : null
    },
    drop: async (keys) => {
      for (const key of keys) await rm(pathOf(key), { force: true })
    },
    list: () => walk(directory, ''),
  }
}

async function* walk(directory: string, at: string): AsyncGenerator<{ key: string; at: Date }> {
  const entries = await opendir(join(directory, at)).catch(unlessAbsent)
  if (!entries) return
  for await (const entry of entries) {
    const key = at ? `${at}/${entry.name}` : entry.name
    if (entry.isDirectory()) yield* walk(directory, key)
    else if (entry.isFile()) {
      const found = await stat(join(directory, key)).catch(unlessAbsent)
      if (found) yield { key, at: found.mtime }
    }
  }
}

/** After this a renaming outlives the machine. */
const synced = async (directory: string) => {
  const handle = await open(directory)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const unlessAbsent = (error: NodeJS.ErrnoException) => {
  if (error.code === 'ENOENT') return null
  throw error
}
