/** Builds the web app when its sources have changed since the last build. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const sources = ['client', 'shared', 'vite.config.ts', 'package.json', 'package-lock.json']
const stamp = 'dist/.sources'

const filesOf = (path: string): string[] => {
  if (!existsSync(path)) return []
  const entries = readdirSync(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

const fingerprint = (): string => {
  const hash = createHash('sha256')
  for (const source of sources)
    for (const file of source.includes('.') ? [source] : filesOf(source))
      hash.update(file).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const now = fingerprint()
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) process.exit(0)

console.log('Building the web app …')
// An interrupted build must not look finished.
rmSync(stamp, { force: true })
const { status } = spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
if (status !== 0) {
  console.error('The build failed: see above.')
  process.exit(1)
}
mkdirSync('dist', { recursive: true })
writeFileSync(stamp, now)
