import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readZip } from '../../scripts/verify-export/read-zip.ts'

/** Everything that stands in an archive: the names of its files and what they say. */
export const textOfArchive = async (archive: ArrayBuffer): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'fechatter-archive-'))
  try {
    const path = join(directory, 'archive.zip')
    await writeFile(path, Buffer.from(archive))
    const texts: string[] = []
    for (const entry of await readZip(path)) {
      texts.push(entry.name)
      for await (const part of await entry.open()) texts.push((part as Buffer).toString('utf8'))
    }
    return texts.join('\n')
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
