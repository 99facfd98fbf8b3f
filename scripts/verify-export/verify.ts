import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Manifest } from '../../shared/exports.ts'
import { Manifest as ManifestSchema } from '../../shared/exports.ts'
import type { Entry } from './read-zip.ts'
import { readZip } from './read-zip.ts'

/** What an archive holds and what is wrong with it; nothing wrong is an empty list. */
export interface Verdict {
  problems: string[]
  manifest: Manifest | null
  rows: number
}

/**
 * Compares an archive with its manifest: every file with its size, its SHA-256 and its number of rows, and the order in every chat.
 * @param checksum the SHA-256 of the whole as the administration shows it: it tells an archive that was made anew, manifest and all
 */
export const verifyExport = async (path: string, checksum?: string): Promise<Verdict> => {
  const problems: string[] = []
  if (checksum) {
    const hash = createHash('sha256')
    await pipeline(createReadStream(path), hash)
    if (hash.digest('hex') !== checksum.toLowerCase())
      problems.push('the archive is not the one with this checksum')
  }
  const entries = await readZip(path).catch((error: unknown) => {
    problems.push(error instanceof Error ? error.message : String(error))
    return []
  })
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  const manifest = await readManifest(byName.get('manifest.json')).catch(() => null)
  if (!manifest) return { problems: [...problems, 'there is no manifest'], manifest, rows: 0 }
  let rows = 0
  for (const [name, told] of Object.entries(manifest.files)) {
    const entry = byName.get(name)
    byName.delete(name)
    if (!entry) {
      problems.push(`${name} is missing`)
      continue
    }
    const found = await readTable(entry, manifest).catch((error: unknown) => {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
      return null
    })
    if (!found) continue
    if (found.bytes !== told.bytes || found.sha256 !== told.sha256)
      problems.push(`${name} is not what was written`)
    if (told.rows !== undefined && found.rows !== told.rows)
      problems.push(`${name} has ${found.rows} rows and should have ${told.rows}`)
    rows += told.rows ?? 0
  }
  byName.delete('manifest.json')
  for (const name of byName.keys()) problems.push(`${name} does not belong here`)
  return { problems, manifest, rows }
}

const readManifest = async (entry: Entry | undefined): Promise<Manifest> => {
  const parts: Buffer[] = []
  for await (const chunk of (await entry?.open()) ?? []) parts.push(chunk as Buffer)
  return ManifestSchema.parse(JSON.parse(Buffer.concat(parts).toString('utf8')))
}

const readTable = async (entry: Entry, manifest: Manifest) => {
  const hash = createHash('sha256')
  const chatId = /^messages\/(.+)\.jsonl$/.exec(entry.name)?.[1]
  const chat = chatId ? manifest.chats[chatId] : undefined
  if (chatId && !chat) throw new Error('the manifest does not know this chat')
  let bytes = 0
  let rows = 0
  let rest = ''
  let last = 0
  const decoder = new TextDecoder('utf8')
  for await (const chunk of await entry.open()) {
    const part = chunk as Buffer
    hash.update(part)
    bytes += part.length
    if (bytes > entry.size) throw new Error('is longer than it says')
    if (!entry.name.endsWith('.jsonl')) continue
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    rows += lines.length
    if (!chat) continue
    for (const line of lines) {
      const { seq } = JSON.parse(line) as { seq: number }
      if (seq <= last || seq > chat.lastSeq) throw new Error(`the order is broken at ${seq}`)
      last = seq
    }
  }
  return { bytes, rows, sha256: hash.digest('hex') }
}
