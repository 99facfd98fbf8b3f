import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const secrets = [
  'JWT_SECRET',
  'REDIS_PASSWORD',
  'MEILI_MASTER_KEY',
  'POSTGRES_PASSWORD',
  'CLICKHOUSE_PASSWORD',
]

/** The text of env.example with a random value of 32 bytes (hex, so that it fits into a URL) for each empty secret. */
export const fillSecrets = (example: string): string =>
  secrets.reduce((text, name) => {
    const empty = new RegExp(`^${name}=$`, 'm')
    if (!empty.test(text)) throw new Error(`env.example has no empty line ${name}=`)
    return text.replace(empty, `${name}=${randomBytes(32).toString('hex')}`)
  }, example)

/**
 * Writes `.env` (mode 600) from `env.example` in `directory`; an existing one is left alone.
 * @returns what was done, as a sentence, or null when there was nothing to do
 */
export const setUpEnv = (directory: string): string | null => {
  const path = join(directory, '.env')
  if (existsSync(path)) return null
  const text = fillSecrets(readFileSync(join(directory, 'env.example'), 'utf8'))
  // "wx": never the file of somebody who was quicker.
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
  return `Wrote .env from env.example with random values for ${secrets.join(', ')}.`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const done = setUpEnv(fileURLToPath(new URL('..', import.meta.url)))
  if (done) console.log(done)
}
