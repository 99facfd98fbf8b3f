/**
 * Weighs what each page of the built app loads before it is alive: its scripts and styles, gzip, in the heaviest language. Fails when a
 * page's scripts pass the budget.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const budget = 120_000
const root = fileURLToPath(new URL('../dist/client/', import.meta.url))

interface Chunk {
  file: string
  css?: string[]
  imports?: string[]
}
if (!existsSync(`${root}.vite/manifest.json`)) {
  console.error('The web app is not built: run "npm run build" first.')
  process.exit(1)
}
const manifest = JSON.parse(readFileSync(`${root}.vite/manifest.json`, 'utf8')) as Record<
  string,
  Chunk
>

const closure = (names: readonly string[], seen = new Set<string>()): Set<string> => {
  for (const name of names) {
    if (seen.has(name)) continue
    seen.add(name)
    closure(manifest[name]?.imports ?? [], seen)
  }
  return seen
}
const weights = new Map<string, number>()
const weigh = (file: string): number => {
  const known = weights.get(file) ?? gzipSync(readFileSync(root + file)).length
  weights.set(file, known)
  return known
}
const sum = (files: Iterable<string>) => [...files].reduce((all, file) => all + weigh(file), 0)

const languages = Object.keys(manifest).filter((name) =>
  /^client\/i18n\/\w+\/index\.ts$/.test(name),
)
const pages = Object.keys(manifest).filter((name) => /^client\/pages\/\w+\.vue$/.test(name))
// What only some pages say is weighed with all but the heaviest, which is none of them.
const wordsOf = (language: string, page: string) =>
  page === 'client/pages/Chat.vue' ? [language] : [language, language.replace('index', 'rare')]
const loads = (page: string) =>
  languages
    .map((language) => {
      const loaded = ['client/entry-client.ts', ...wordsOf(language, page), page]
      const chunks = [...closure(loaded)].flatMap((name) => manifest[name] ?? [])
      return {
        js: sum(new Set(chunks.map(({ file }) => file))),
        css: sum(new Set(chunks.flatMap(({ css }) => css ?? []))),
      }
    })
    .reduce((heavy, each) => (each.js > heavy.js ? each : heavy))

const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10)
console.log(`${'gzip'.padEnd(14)}${'js'.padStart(10)}${'css'.padStart(10)}`)
let heavy = 0
for (const page of pages) {
  const { js, css } = loads(page)
  const name = page.replace(/^client\/pages\/|\.vue$/g, '')
  if (js > budget) heavy += 1
  console.log(
    `${name.padEnd(14)}${kB(js)}${kB(css)}${js > budget ? `  over ${kB(budget).trim()}` : ''}`,
  )
}
if (process.argv.includes('--chunks'))
  for (const name of closure(['client/entry-client.ts', 'client/pages/Chat.vue']))
    console.log(kB(weigh(manifest[name]?.file ?? '')), name)
process.exitCode = heavy > 0 ? 1 : 0
