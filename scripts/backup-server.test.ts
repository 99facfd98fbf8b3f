import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { diskBlobs } from '../server/adapters/blobs/disk.ts'
import { relay } from '../server/db/schema.ts'
import type { Actor, TestApp, World } from '../server/testing/app.ts'
import { draft, testApp } from '../server/testing/app.ts'
import { headersOf, testWeb, uploaded } from '../server/testing/web.ts'
import { fileUrl } from '../shared/file-urls.ts'
import { findProgram } from './local-daemon.ts'
import type { LocalServices } from './local-services.ts'
import { disposableServices, missingServices } from './local-services.ts'

const runs = missingServices(['postgres']).length === 0 && findProgram('pg_dump') !== undefined

/* `make backup` and `make restore` as they are run, from one PostgreSQL database into an empty one, while people write. */
describe.runIf(runs)(
  'a backup of a server (needs Debian’s postgresql)',
  { timeout: 180_000 },
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'fechatter-backup-test-'))
    const path = (name: string) => join(directory, name)
    const file = path('backup.zip')
    let services: LocalServices
    let app: TestApp
    let world: World
    let ada: Actor

    const databaseNamed = async (name: string) => {
      const admin = postgres(services.env.DATABASE_URL ?? '', { max: 1 })
      await admin`create database ${admin(name)}`
      await admin.end()
      return urlOf(name)
    }
    const urlOf = (name: string) =>
      Object.assign(new URL(services.env.DATABASE_URL ?? ''), { pathname: name }).href
    const open = (databaseUrl: string, dataDir: string) =>
      testApp({ databaseUrl, override: () => ({ blobs: diskBlobs(join(dataDir, 'files')) }) })
    const command = async (env: Record<string, string>, ...args: string[]) => {
      const script = fileURLToPath(new URL('backup.ts', import.meta.url))
      const child = spawn(process.execPath, [script, ...args], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let said = ''
      for (const out of [child.stdout, child.stderr])
        out.on('data', (chunk: Buffer) => (said += chunk.toString()))
      const [code] = (await once(child, 'close')) as [number | null]
      return { code, said }
    }

    beforeAll(async () => {
      services = await disposableServices(['postgres'])
      app = await open(await databaseNamed('source'), path('data'))
      const made = await app.people('ada')
      world = made.world
      ada = made.actors[0] as Actor
    }, 120_000)
    afterAll(async () => {
      await app?.[Symbol.asyncDispose]()
      await services?.stop()
      rmSync(directory, { recursive: true })
    })

    test('taken while people write is restored into an empty database, and the app goes on there', async () => {
      const kept = await uploaded(testWeb(app.deps), ada, world.id, 'plan.txt', 'the plan')
      await ada.api.chat.send({ ...draft(world.general, 'with a file'), fileIds: [kept.id] })
      const before = await ada.api.chat.page({ chatId: world.general })
      let saving = true
      let sent = 0
      const writing = (async () => {
        for (; saving; sent += 1) await ada.api.chat.send(draft(world.general, `meanwhile ${sent}`))
      })()
      const from = { DATABASE_URL: urlOf('source'), DATA_DIR: path('data') }
      const saved = await command(from, 'save', file)
      saving = false
      await writing
      expect(saved).toMatchObject({ code: 0, said: expect.stringContaining('chats.') as string })
      expect(sent).toBeGreaterThan(0)

      const to = { DATABASE_URL: await databaseNamed('target'), DATA_DIR: path('restored') }
      const restored = await command(to, 'restore', file)
      expect(restored).toMatchObject({
        code: 0,
        said: expect.stringContaining('every table and every chat is as it was') as string,
      })

      const there = await open(urlOf('target'), path('restored'))
      try {
        // The same session, the same messages in the same order, the same bytes.
        const api = await there.as(ada.token)
        const page = await api.chat.page({ chatId: world.general })
        const whole = await api.chat.page({ chatId: world.general, after: 0, limit: 100 })
        expect(whole.messages.slice(0, before.messages.length)).toEqual(before.messages)
        const seqs = whole.messages.map(({ seq }) => seq)
        expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
        const got = await testWeb(there.deps).request(fileUrl(kept), { headers: headersOf(ada) })
        expect(await got.text()).toBe('the plan')
        const next = await api.chat.send(draft(world.general, 'we are back'))
        expect(next.seq).toBe(page.seq + 1)
        // A browser that was connected before must read anew.
        const epochs = [app, there].map(({ deps }) => deps.db.select().from(relay))
        const [old, fresh] = (await Promise.all(epochs)).map(([row]) => row?.epoch)
        expect(fresh).not.toBe(old)
      } finally {
        await there[Symbol.asyncDispose]()
      }
      // What is full stays as it is.
      const again = await command(to, 'restore', file)
      expect(again.code).toBe(1)
      const mixed = await command({ ...from, DATABASE_URL: '' }, 'restore', file)
      expect(mixed).toMatchObject({
        code: 1,
        said: expect.stringContaining('DATABASE_URL') as string,
      })
    })
  },
)
