/** Draws the icons of the installed app from client/public/favicon.svg. Run again when that changes. */
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const folder = fileURLToPath(new URL('../client/public/', import.meta.url))
const paper = '#f6f5f2'

/** The sign on `size` by `size` pixels; on paper it leaves the edge that a system may cut off. */
const draw = async (name: string, size: number, onPaper: boolean) => {
  const inner = onPaper ? Math.round(size * 0.62) : size
  const sign = await sharp(`${folder}favicon.svg`, { density: 72 * (inner / 32) })
    .resize(inner, inner)
    .png()
    .toBuffer()
  const background = onPaper ? paper : { r: 0, g: 0, b: 0, alpha: 0 }
  await sharp({ create: { width: size, height: size, channels: 4, background } })
    .composite([{ input: sign }])
    .png({ palette: true, compressionLevel: 9 })
    .toFile(`${folder}icons/${name}.png`)
}

await draw('192', 192, false)
await draw('512', 512, false)
await draw('maskable-512', 512, true)
await draw('apple-touch-180', 180, true)
