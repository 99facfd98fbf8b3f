/** Measures the colours of client/ui/tokens.css against WCAG 2.2, in both themes; fails when a pair that the app uses is too weak. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const tokens = readFileSync(
  fileURLToPath(new URL('../client/ui/tokens.css', import.meta.url)),
  'utf8',
)
const colours = new Map(
  [...tokens.matchAll(/--color-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
)

const surfaces = ['canvas', 'sidebar', 'hover', 'selected']
/** Each kind: what is drawn, on what, and how strong it has to be. */
const rules: { least: number; drawn: string[]; on: string[] }[] = [
  { least: 4.5, drawn: ['ink', 'ink-2', 'ink-3', 'link', 'accent', 'danger'], on: surfaces },
  { least: 4.5, drawn: ['warn', 'success'], on: surfaces },
  { least: 4.5, drawn: ['ink', 'ink-2'], on: ['sunken', 'code-bg'] },
  { least: 4.5, drawn: ['on-accent'], on: ['accent'] },
  { least: 4.5, drawn: ['on-danger'], on: ['danger'] },
  { least: 4.5, drawn: ['mention-ink', 'ink'], on: ['mention'] },
  { least: 4.5, drawn: ['ai'], on: ['ai-bg', 'canvas', 'sidebar'] },
  { least: 4.5, drawn: ['code'], on: ['code-bg'] },
  { least: 3, drawn: ['control', 'accent'], on: ['canvas', 'sidebar'] },
  { least: 3, drawn: ['online', 'away'], on: ['canvas', 'sidebar'] },
]

const luminance = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const contrast = (a: string, b: string): number => {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

const measured = rules.flatMap(({ least, drawn, on }) =>
  drawn.flatMap((name) =>
    on.flatMap((surface) =>
      (['light', 'dark'] as const).map((theme) => {
        const [a, b] = [colours.get(name), colours.get(surface)]
        if (!a || !b) throw new Error(`tokens.css has no colour "${a ? surface : name}"`)
        return {
          what: `${theme}: ${name} on ${surface}`,
          ratio: contrast(a[theme], b[theme]),
          least,
        }
      }),
    ),
  ),
)
const weak = measured.filter(({ ratio, least }) => ratio < least)
for (const { what, ratio, least } of weak)
  console.error(`${what}: ${ratio.toFixed(2)}, at least ${least} is needed`)
console.log(
  `contrast: ${measured.length - weak.length} of ${measured.length} pairs are strong enough`,
)
process.exitCode = weak.length > 0 ? 1 : 0
