import { fileTypeFromBuffer } from 'file-type'
import type { FileKind } from '../../shared/file.ts'

/** How much of a file's beginning is looked at. */
export const headBytes = 64 * 1024

const shown: Readonly<Record<string, FileKind>> = {
  'image/png': 'image',
  'image/apng': 'image',
  'image/jpeg': 'image',
  'image/gif': 'image',
  'image/webp': 'image',
  'image/avif': 'image',
  'video/mp4': 'video',
  'video/x-m4v': 'video',
  'video/webm': 'video',
  'video/quicktime': 'video',
  'audio/mpeg': 'audio',
  'audio/mp4': 'audio',
  'audio/x-m4a': 'audio',
  'audio/aac': 'audio',
  'audio/ogg': 'audio',
  'audio/ogg; codecs=opus': 'audio',
  'audio/wav': 'audio',
  'audio/flac': 'audio',
  'audio/x-flac': 'audio',
  'application/pdf': 'pdf',
}

/**
 * What a file is by its first bytes. Names and headers say what somebody wants it to be. Markup that a browser would run, such as
 * HTML and SVG, is text here.
 */
export const sniff = async (head: Uint8Array): Promise<{ type: string; kind: FileKind }> => {
  // A head that breaks off in the middle of a structure says nothing.
  const found = await fileTypeFromBuffer(head).catch(() => undefined)
  const kind = found && shown[found.mime]
  if (kind) return { type: found.mime, kind }
  if (isText(head)) return { type: 'text/plain', kind: 'text' }
  return { type: found?.mime ?? 'application/octet-stream', kind: 'other' }
}

/** UTF-8 without control characters but white space, form feed and escape. */
const isText = (head: Uint8Array): boolean => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    // eslint-disable-next-line no-control-regex -- control characters are what tells data from text
    return !/[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]/.test(text)
  } catch {
    return false
  }
}
