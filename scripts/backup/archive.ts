import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openArchive } from '../../server/exports/archive.ts'
import type { Entry } from '../verify-export/read-zip.ts'
import { readZip } from '../verify-export/read-zip.ts'
import { Manifest } from './manifest.ts'

export interface Unpacked {
  manifest: Manifest
  entries: ReadonlyMap<string, Entry>
}

/** Begins a backup. It has its name once it is whole: what a crash leaves is no backup. */
export const openBackup = async (target: string, at: Date) => {
  const path = resolve(target)
  const draft = `${path}.part`
  await mkdir(dirname(path), { recursive: true })
  await rm(draft, { force: true })
  const archive = openArchive(draft, at)
  return {
    file: (...given: Parameters<typeof archive.file>) => archive.file(...given),
    end: async (manifest: Pick<Manifest, 'kind' | 'state'>) => {
      const head = { format: 'fechatter-backup', version: 1, createdAt: at.toISOString() }
      await archive.end({ ...head, ...manifest })
      await rename(draft, path)
    },
  }
}

/** Opens a backup. @throws unless every file in it is what was written, and nothing is missing or too many */
export const readBackup = async (path: string): Promise<Unpacked> => {
  const entries = new Map((await readZip(path)).map((entry) => [entry.name, entry]))
  const parts: Buffer[] = []
  for await (const part of (await entries.get('manifest.json')?.open()) ?? [])
    parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString('utf8')
  if (!text) throw new Error('this is no backup: there is no manifest')
  const manifest = Manifest.parse(JSON.parse(text))
  entries.delete('manifest.json')
  for (const name of entries.keys())
    if (!manifest.files[name]) throw new Error(`${name} does not belong in this backup`)
  for (const [name, told] of Object.entries(manifest.files)) {
    const entry = entries.get(name)
    if (!entry) throw new Error(`${name} is missing in this backup`)
    const hash = createHash('sha256')
    await pipeline(await entry.open(), hash)
    if (hash.digest('hex') !== told.sha256) throw new Error(`${name} was altered`)
  }
  return { manifest, entries }
}

/** Writes the files below a prefix into a directory. */
export const unpack = async (
  { entries }: Unpacked,
  directory: string,
  prefix: string,
): Promise<void> => {
  for (const [name, entry] of entries) {
    if (!name.startsWith(prefix)) continue
    const path = resolve(join(directory, name.slice(prefix.length)))
    if (!path.startsWith(`${resolve(directory)}/`))
      throw new Error(`${name} leads out of the backup`)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await pipeline(await entry.open(), createWriteStream(path, { mode: 0o600 }))
  }
}
