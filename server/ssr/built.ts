import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigError } from '../../shared/config.ts'
import { builtAssets } from './assets.ts'
import { escaped } from './document.ts'
import type { Entry, Source } from './source.ts'

interface Chunk {
  file: string
  css?: string[]
  imports?: string[]
}

/** The client as `npm run build` left it in `dist`. @throws ConfigError when it is not there */
export const openBuilt = (dist: string): Source => {
  const manifestFile = join(dist, 'client/.vite/manifest.json')
  const entryFile = join(dist, 'server/entry-server.js')
  if (!existsSync(manifestFile) || !existsSync(entryFile))
    throw new ConfigError('The web app is not built: dist/ is missing. Run "npm run build".')
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Record<string, Chunk>
  const entry = manifest['client/entry-client.ts']
  if (!entry)
    throw new ConfigError('The web app in dist/ is of another version. Run "npm run build".')
  const withImports = (name: string, seen = new Set<string>()): Set<string> => {
    const chunk = manifest[name]
    if (!chunk || seen.has(name)) return seen
    seen.add(name)
    for (const imported of chunk.imports ?? []) withImports(imported, seen)
    return seen
  }
  return {
    entry: () => import(pathToFileURL(entryFile).href) as Promise<Entry>,
    head: (sources, nonce) => {
      const names = new Set<string>()
      for (const name of ['client/entry-client.ts', ...sources]) withImports(name, names)
      const chunks = [...names].flatMap((name) => manifest[name] ?? [])
      const css = [...new Set(chunks.flatMap((chunk) => chunk.css ?? []))]
      return [
        ...css.map((file) => `<link rel="stylesheet" href="/${file}">`),
        ...chunks.map(({ file }) => `<link rel="modulepreload" href="/${file}">`),
        `<script type="module" src="/${entry.file}" nonce="${escaped(nonce)}"></script>`,
      ].join('\n')
    },
    version: `/${entry.file}`,
    assets: builtAssets(join(dist, 'client')),
    stop: async () => {},
  }
}
