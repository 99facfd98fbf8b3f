import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'

/** A file of a ZIP. */
export interface Entry {
  name: string
  /** Its size once unpacked, as the ZIP says. */
  size: number
  open: () => Promise<Readable>
}

const endMark = 0x06054b50
const end64Mark = 0x07064b50
const entryMark = 0x02014b50
const full32 = 0xffffffff

/** Reads the table of contents of a ZIP, ZIP64 included. @throws for what is no ZIP or was cut */
export const readZip = async (path: string): Promise<Entry[]> => {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const tail = await bytes(file, Math.max(0, size - 65_557), Math.min(size, 65_557))
    const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
    if (at < 0 || tail.readUInt32LE(at) !== endMark)
      throw new Error('this is no ZIP, or it was cut')
    let count = tail.readUInt16LE(at + 10)
    let length = tail.readUInt32LE(at + 12)
    let start = tail.readUInt32LE(at + 16)
    if (at >= 20 && tail.readUInt32LE(at - 20) === end64Mark) {
      const end64 = await bytes(file, Number(tail.readBigUInt64LE(at - 12)), 56)
      count = Number(end64.readBigUInt64LE(32))
      length = Number(end64.readBigUInt64LE(40))
      start = Number(end64.readBigUInt64LE(48))
    }
    const directory = await bytes(file, start, length)
    const entries: Entry[] = []
    for (let offset = 0; entries.length < count;) {
      const { entry, next } = readEntry(path, file, directory, offset)
      entries.push(entry)
      offset = next
    }
    return entries
  } finally {
    await file.close()
  }
}

const bytes = async (file: FileHandle, position: number, length: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  if (bytesRead < length) throw new Error('the ZIP was cut')
  return buffer
}

const readEntry = (path: string, _file: FileHandle, directory: Buffer, at: number) => {
  if (directory.readUInt32LE(at) !== entryMark)
    throw new Error('the contents of the ZIP are damaged')
  const method = directory.readUInt16LE(at + 10)
  const nameLength = directory.readUInt16LE(at + 28)
  const extraLength = directory.readUInt16LE(at + 30)
  const commentLength = directory.readUInt16LE(at + 32)
  const name = directory.toString('utf8', at + 46, at + 46 + nameLength)
  const wide = zip64(directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength))
  const field = (offset: number) => {
    const value = directory.readUInt32LE(at + offset)
    return value === full32 ? wide() : value
  }
  const size = field(24)
  const packed = field(20)
  const start = field(42)
  const entry: Entry = {
    name,
    size,
    open: async () => {
      const file = await open(path)
      const head = await bytes(file, start, 30)
      await file.close()
      const from = start + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
      if (packed === 0) return createReadStream(path, { start: from, end: from }).take(0)
      const raw = createReadStream(path, { start: from, end: from + packed - 1 })
      if (method === 0) return raw
      if (method !== 8) throw new Error(`${name} is packed in a way that is not known here`)
      return raw.pipe(createInflateRaw())
    },
  }
  return { entry, next: at + 46 + nameLength + extraLength + commentLength }
}

/** The wide numbers of an entry, in the order in which they are asked for: size, packed size, place. */
const zip64 = (extra: Buffer) => {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === 1) {
      let place = at + 4
      return () => {
        const value = Number(extra.readBigUInt64LE(place))
        place += 8
        return value
      }
    }
  return () => full32
}
