import { z } from 'zod'
import { FileId } from './ids.ts'
import { limits } from './limits.ts'
import { oneLine } from './people.ts'

/** How a file can be shown, decided by its content alone. */
export const fileKinds = ['image', 'video', 'audio', 'pdf', 'text', 'other'] as const
export const FileKind = z.enum(fileKinds)
export type FileKind = z.infer<typeof FileKind>

/** A file as its readers see it. `type` is a media type; pictures have a size in pixels and a tiny `blur` of themselves as a data URL. */
export const File = z.object({
  id: FileId,
  name: z.string(),
  type: z.string(),
  kind: FileKind,
  /** In bytes. */
  size: z.number().int(),
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  blur: z.string().optional(),
  /** What a picture shows, in its owner's words. */
  alt: z.string().optional(),
})
export type File = z.infer<typeof File>

/** A name to show and to save under: the last part of whatever path was given, without control and direction characters. */
export const FileName = z
  .string()
  .max(10_000)
  .transform((name) => {
    const last = name.split(/[\\/]/).at(-1) ?? ''
    const plain = last
      .toWellFormed()
      .replace(/\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/gu, '')
    return shorten(plain.trim().replace(/^\.+/, '')) || 'file'
  })

/** Keeps the ending of a name that is too long. */
const shorten = (name: string): string => {
  if (name.length <= limits.fileName.max) return name
  const ending = /\.[^.]{1,16}$/.exec(name)?.[0] ?? ''
  return (name.slice(0, limits.fileName.max - ending.length) + ending).toWellFormed()
}

/** What a sender says of a picture for those who do not see it. */
export const FileAlt = oneLine(0, limits.fileAlt.max)

/** Where an upload stands: `offset` bytes have arrived; `file` once all have and it can be sent. */
export const Upload = z.object({ id: FileId, offset: z.number().int(), file: File.nullable() })
export type Upload = z.infer<typeof Upload>
