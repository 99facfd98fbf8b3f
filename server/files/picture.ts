import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import sharp from 'sharp'
import { fail } from '../../shared/errors.ts'
import { limits } from '../../shared/limits.ts'
import { turns } from '../../shared/turns.ts'

/** Larger ones are files like any other: decoding needs all of them in memory. */
const mostBytes = 32 * 1024 * 1024
const thumbSize = { width: 960, height: 720 }
const seconds = 15
/** Decoding takes memory by the pixel: only so many at once in a process. */
const inTurn = turns(2)

sharp.cache(false)
sharp.concurrency(1)

export interface Picture {
  width: number
  height: number
  /** WebP without metadata. */
  thumb: Buffer
  /** A few pixels of it as a data URL. */
  blur: string
}

const open = (bytes: Buffer) =>
  sharp(bytes, {
    limitInputPixels: limits.imagePixels,
    sequentialRead: true,
    failOn: 'error',
  }).timeout({ seconds })

/** Refuses by its header what would unfold to too many pixels. @returns null for what is no picture */
const sizeOf = async (bytes: Buffer): Promise<{ width: number; height: number } | null> => {
  const found = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => null)
  if (!found) return null
  if (found.width * found.height > limits.imagePixels)
    fail(
      'too_large',
      `A picture may have at most ${limits.imagePixels / 1_000_000} million pixels. Make it smaller, or pack it into an archive.`,
      { field: 'body' },
    )
  return found.autoOrient
}

/** Makes a small picture of a picture, upright. @returns null for what cannot be decoded */
export const pictureOf = (stream: Readable, size: number): Promise<Picture | null> =>
  inTurn(async () => {
    if (size > mostBytes) {
      stream.destroy()
      return null
    }
    const bytes = await buffer(stream)
    const found = await sizeOf(bytes)
    if (!found) return null
    try {
      const thumb = await open(bytes)
        .autoOrient()
        .resize({ ...thumbSize, fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 78 })
        .toBuffer()
      const tiny = await sharp(thumb)
        .resize({ width: 16, height: 16, fit: 'inside' })
        .webp({ quality: 40 })
        .toBuffer()
      const { width, height } = found
      return { width, height, thumb, blur: `data:image/webp;base64,${tiny.toString('base64')}` }
    } catch {
      return null
    }
  })

/** A square of a person's picture, re-encoded without anything that the camera noted. @throws Fault `invalid_input` for what is no picture */
export const squareOf = (bytes: Buffer): Promise<Buffer> =>
  inTurn(async () => {
    const noPicture = () =>
      fail('invalid_input', 'This is no picture that can be read. Use PNG, JPEG, WebP or GIF.', {
        field: 'picture',
      })
    if (!(await sizeOf(bytes))) return noPicture()
    const { avatarSize: side } = limits
    return open(bytes)
      .autoOrient()
      .resize(side, side, { fit: 'cover' })
      .webp({ quality: 82 })
      .toBuffer()
      .catch(noPicture)
  })
