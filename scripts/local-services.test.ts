import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  disposableServices,
  missingServices,
  servicesStatus,
  startServices,
  stopServices,
} from './local-services.ts'

const missing = missingServices()

const answer = async (url: string | undefined) => {
  const sql = postgres(url ?? '', { max: 1 })
  const [row] = await sql`select current_user as name, current_setting('fsync') as fsync`
  await sql.end()
  return row
}

describe.runIf(missing.length === 0)('local services (need PostgreSQL, Redis and NATS)', () => {
  let parent: string
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'fechatter-local-'))
    chmodSync(parent, 0o755)
  })
  afterEach(() => rmSync(parent, { recursive: true, force: true }))

  test('start once, stay as they are when started again, and leave nothing running', async () => {
    const directory = join(parent, 'here')
    const { env } = await startServices({ directory })
    const running = servicesStatus(directory)
    expect(Object.keys(env)).toEqual(['DATABASE_URL', 'REDIS_URL', 'REDIS_PASSWORD', 'NATS_URL'])
    const again = await startServices({ directory })
    expect([again.env, servicesStatus(directory)]).toEqual([env, running])
    expect(statSync(join(directory, 'password')).mode & 0o777).toBe(0o600)

    await stopServices(directory)
    const stopped = { postgres: undefined, redis: undefined, nats: undefined }
    expect(servicesStatus(directory)).toEqual(stopped)
    for (const pid of Object.values(running))
      await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false)
    expect(readFileSync(join(directory, 'postgres-directory'), 'utf8')).toBe(
      join(directory, 'postgres'),
    )
  })

  test.runIf(process.getuid?.() === 0)(
    'PostgreSQL finds a place where its user cannot enter the directory',
    async () => {
      mkdirSync(join(parent, 'closed'), { mode: 0o700 })
      const directory = join(parent, 'closed', 'here')
      const { env, stop } = await startServices({ directory, names: ['postgres'] })
      expect(await answer(env.DATABASE_URL)).toEqual({ name: 'fechatter', fsync: 'on' })
      await stop()
      const elsewhere = readFileSync(join(directory, 'postgres-directory'), 'utf8')
      expect(elsewhere).not.toContain(parent)
      rmSync(elsewhere, { recursive: true })
    },
  )

  test('disposable ones remove every trace', async () => {
    const services = await disposableServices(['postgres', 'redis'])
    expect(await answer(services.env.DATABASE_URL)).toMatchObject({ name: 'fechatter' })
    await services.stop()
    await expect(answer(services.env.DATABASE_URL)).rejects.toThrow('ECONNREFUSED')
  })
})
