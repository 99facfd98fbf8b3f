/**
 * Runs the tests of what people and programs can do on a PostgreSQL that is started for them, instead of PGlite, each world in a
 * database of its own: `npm run test:postgres`, or other tests after `--`.
 */
import { spawnSync } from 'node:child_process'
import { disposableServices, missingServices } from './local-services.ts'

if (missingServices(['postgres']).length > 0) {
  console.error('The programs of PostgreSQL are missing: sh scripts/test-packages.sh')
  process.exit(2)
}
const slices =
  'testing chat identity workspace files exports search outbox notify presence bot analytics'
const { env, stop } = await disposableServices(['postgres'])
const asked = process.argv.slice(2)
const { status } = spawnSync(
  'vitest',
  ['run', ...(asked.length > 0 ? asked : slices.split(' ').map((slice) => `server/${slice}/`))],
  {
    stdio: 'inherit',
    env: { ...process.env, TEST_DATABASE_URL: env.DATABASE_URL ?? '' },
  },
)
await stop()
process.exitCode = status ?? 1
