import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { Manifest } from '../../shared/exports.ts'

export interface Archive {
  /** Writes a file of one JSON value a line. */
  table(name: string, rows: AsyncIterable<object>): Promise<void>
  /** Writes a file of bytes. */
  file(name: string, bytes: Readable): Promise<void>
  /** Writes the manifest and ends. @returns size and SHA-256 of the whole */
  end(manifest: object): Promise<{ bytes: number; checksum: string }>
}

/** A ZIP that grows on disk, one file after the other: at no time more of it is in memory than a few buffers. */
export const openArchive = (path: string, mtime: Date): Archive => {
  const zip = new ZipFile()
  const whole = createHash('sha256')
  let size = 0
  const hashed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      whole.update(chunk)
      size += chunk.length
      done(null, chunk)
    },
  })
  const written = finished(
    zip.outputStream.pipe(hashed).pipe(createWriteStream(path, { mode: 0o600 })),
  )
  // Whoever waits for `end` is told; until then a failure of the disk must not end the process.
  written.catch(() => {})
  const files: Manifest['files'] = {}

  const add = async (name: string, source: Readable, rows?: () => number): Promise<void> => {
    const hash = createHash('sha256')
    let bytes = 0
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk)
        bytes += chunk.length
        done(null, chunk)
      },
    })
    source.on('error', (error) => counted.destroy(error))
    zip.addReadStream(source.pipe(counted), name, { mtime })
    await Promise.race([finished(counted), written])
    const count = rows?.()
    files[name] = {
      sha256: hash.digest('hex'),
      bytes,
      ...(count === undefined ? {} : { rows: count }),
    }
  }

  return {
    table: async (name, rows) => {
      let count = 0
      const lines = async function* () {
        for await (const row of rows) {
          count += 1
          yield Buffer.from(`${JSON.stringify(row)}\n`)
        }
      }
      await add(name, Readable.from(lines()), () => count)
    },
    file: (name, bytes) => add(name, bytes),
    end: async (manifest) => {
      const text = JSON.stringify({ ...manifest, files }, null, 2)
      zip.addBuffer(Buffer.from(text), 'manifest.json', { mtime })
      zip.end()
      await written
      return { bytes: size, checksum: whole.digest('hex') }
    },
  }
}
