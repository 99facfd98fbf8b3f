import { count, eq } from 'drizzle-orm'
import { Hono } from 'hono'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { verifyExport } from '../../scripts/verify-export/verify.ts'
import { readZip } from '../../scripts/verify-export/read-zip.ts'
import type { ChatId, FileId } from '../../shared/ids.ts'
import { ExportId, newId } from '../../shared/ids.ts'
import { audit, exports, files, messageFiles, messages } from '../db/schema.ts'
import { blobKey } from '../files/blob.ts'
import { contextOf } from '../request.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { faultOf } from '../trpc.ts'
import { dropExpired, makeExport } from './make-export.ts'
import { exportRoutes } from './routes.ts'

const hour = 60 * 60 * 1000
let later = 0
let app: TestApp
let routes: Hono
let world: World
let ada: Actor
let bo: Actor
const directory = mkdtempSync(join(tmpdir(), 'fechatter-exports-'))

beforeAll(async () => {
  app = await testApp({
    override: ({ config }) => ({
      now: () => new Date(Date.now() + later),
      config: { ...config, exportPrivateChats: true },
    }),
  })
  routes = new Hono()
  routes.route(
    '/exports',
    exportRoutes(app.deps, (c) => contextOf(app.deps, c)),
  )
  routes.onError((error, c) => c.json(faultOf(error), 404))
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true })
})
beforeEach(async () => {
  later = 0
  const made = await app.people('ada', 'bo')
  world = made.world
  ;[ada, bo] = made.actors as [Actor, Actor]
})

const here = () => ({ workspaceId: world.id })
const fault = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => faultOf(error).code,
  )
const fetchAs = ({ token }: Actor, id: string) =>
  routes.request(`/exports/${id}`, { headers: { authorization: `Bearer ${token}` } })
/** Makes what was asked for and stores the archive that its owner gets. */
const download = async (who: Actor, id: string) => {
  while ((await makeExport(app.deps)) > 0);
  const response = await fetchAs(who, id)
  expect(response.status).toBe(200)
  const path = join(directory, `${id}.zip`)
  writeFileSync(path, Buffer.from(await response.arrayBuffer()))
  return path
}
const contentOf = async (path: string) => {
  const text = new Map<string, string>()
  for (const entry of await readZip(path)) {
    const parts: Buffer[] = []
    for await (const part of await entry.open()) parts.push(part as Buffer)
    text.set(entry.name, Buffer.concat(parts).toString('utf8'))
  }
  return text
}
const privateChat = async (who: Actor, body: string) => {
  const { id } = await who.api.chat.create({ ...here(), kind: 'private', name: 'hush' })
  await who.api.chat.send(draft(id, body))
  return id
}

test('an export of a workspace holds what the database does, and can be checked', async () => {
  for (let n = 0; n < 12; n += 1) await bo.api.chat.send(draft(world.general, `line ${n}`))
  const root = draft(world.general, 'root')
  await bo.api.chat.send(root)
  await ada.api.chat.send({ ...draft(world.general, 'reply'), threadId: root.id })
  await bo.api.chat.edit({ chatId: world.general, messageId: root.id, body: 'the root' })
  await privateChat(bo, 'canary of a private chat')
  const { id } = await ada.api.exports.request({ ...here(), scope: 'public' })
  const path = await download(ada, id)
  const [row] = await ada.api.exports.list(here())
  expect(row).toMatchObject({ id, state: 'ready', bytes: readFileSync(path).length })

  const verdict = await verifyExport(path, row?.checksum ?? '')
  expect(verdict.problems).toEqual([])
  const { db } = app.deps
  const rowsOf = async (table: typeof messages | typeof audit, of: ReturnType<typeof eq>) =>
    (await db.select({ n: count() }).from(table).where(of))[0]?.n
  const { manifest } = verdict
  if (!manifest) throw new Error('an archive has a manifest')
  const { files: kept, chats } = manifest
  expect(kept[`messages/${world.general}.jsonl`]?.rows).toBe(
    await rowsOf(messages, eq(messages.chatId, world.general)),
  )
  expect(kept['people.jsonl']?.rows).toBe(3)
  // The download was noted after the archive was made.
  const noted = await rowsOf(audit, eq(audit.workspaceId, world.id))
  expect(kept['audit.jsonl']?.rows).toBe((noted ?? 0) - 1)
  expect(chats[world.general]?.lastSeq).toBe(
    (await ada.api.chat.page({ chatId: world.general })).seq,
  )
  const content = await contentOf(path)
  const said = (content.get(`messages/${world.general}.jsonl`) ?? '').trim().split('\n')
  const edited = said.map((line) => JSON.parse(line)).find((message) => message.id === root.id)
  expect(edited).toMatchObject({ body: 'the root', edits: [{ body: 'root' }] })
  expect([...content.values()].join()).not.toContain('canary')
})

test('the files of what is exported come with it, and no others', async () => {
  const attach = async (who: Actor, chatId: ChatId, body: string) => {
    const hash = createHash('sha256').update(body).digest('hex')
    const message = draft(chatId, 'look')
    await who.api.chat.send(message)
    const id = newId<FileId>()
    await app.deps.blobs.put(blobKey(hash), Readable.from([Buffer.from(body)]), body.length)
    await app.deps.db.insert(files).values({
      id,
      workspaceId: world.id,
      ownerId: who.id,
      hash,
      name: 'plan.txt',
      type: 'text/plain',
      kind: 'text',
      size: body.length,
    })
    await app.deps.db
      .insert(messageFiles)
      .values({ messageId: message.id, fileId: id, chatId, seq: 1, place: 0 })
    return hash
  }
  const hash = await attach(bo, world.general, 'the plan')
  await attach(bo, await privateChat(bo, 'hush'), 'canary plan')
  const { id } = await ada.api.exports.request({ ...here(), scope: 'public' })
  const path = await download(ada, id)
  expect((await verifyExport(path)).problems).toEqual([])
  const content = await contentOf(path)
  expect(content.get(`files/${hash}`)).toBe('the plan')
  expect([...content.values()].join()).not.toContain('canary')
})

test('an archive that was changed, cut or made anew is refused', async () => {
  await bo.api.chat.send(draft(world.general, 'as it was said'))
  const { id } = await ada.api.exports.request({ ...here(), scope: 'public' })
  const path = await download(ada, id)
  const whole = readFileSync(path)
  const broken = async (bytes: Buffer, checksum?: string) => {
    const other = join(directory, 'broken.zip')
    writeFileSync(other, bytes)
    return (await verifyExport(other, checksum)).problems
  }
  expect(await broken(whole)).toEqual([])
  expect(await broken(whole, 'ab'.repeat(32))).not.toEqual([])
  expect(await broken(whole.subarray(0, whole.length - 30))).not.toEqual([])
  const flipped = Buffer.from(whole)
  flipped[200] = (flipped[200] ?? 0) ^ 1
  expect(await broken(flipped)).not.toEqual([])
})

test('private chats are in an export only where that is allowed, and it is noted', async () => {
  await privateChat(bo, 'canary of a private chat')
  const { id } = await ada.api.exports.request({ ...here(), scope: 'everything' })
  const content = await contentOf(await download(ada, id))
  expect([...content.values()].join()).toContain('canary')
  expect(await ada.api.workspace.audit(here())).toMatchObject([
    { action: 'export.downloaded', detail: { exportId: id } },
    { action: 'export.requested', detail: { exportId: id, scope: 'everything' } },
  ])

  await using strict = await testApp()
  const made = await strict.people('ada')
  const asked = made.actors[0]?.api.exports.request({
    workspaceId: made.world.id,
    scope: 'everything',
  })
  expect(await fault(asked as Promise<unknown>)).toBe('forbidden')
})

test('a person gets what she may read and has written, and nothing of others', async () => {
  const left = await privateChat(ada, 'canary of Ada before')
  await ada.api.chat.addMembers({ chatId: left, userIds: [bo.id] })
  await bo.api.chat.send(draft(left, 'my words there'))
  await bo.api.chat.leave({ chatId: left })
  await ada.api.chat.send(draft(left, 'canary of Ada after'))
  const { chatId } = await bo.api.chat.openDirect({ ...here(), userId: ada.id })
  await ada.api.chat.send(draft(chatId, 'said to me'))
  await bo.api.search.remember({ workspaceId: world.id, query: 'my search' })
  await ada.api.search.remember({ workspaceId: world.id, query: 'canary of a search' })
  const { id } = await bo.api.exports.requestMine()
  const path = await download(bo, id)
  expect((await verifyExport(path)).problems).toEqual([])
  const all = [...(await contentOf(path)).values()].join()
  for (const mine of ['my words there', 'said to me', 'my search', bo.email])
    expect(all).toContain(mine)
  for (const others of ['canary', 'hush', ada.email, 'passwordHash'])
    expect(all).not.toContain(others)
  expect((await fetchAs(ada, id)).status).toBe(404)
})

test('only who owns the workspace at that moment gets it, for a day', async () => {
  const { id } = await ada.api.exports.request({ ...here(), scope: 'public' })
  await download(ada, id)
  expect((await fetchAs(bo, id)).status).toBe(404)
  expect((await fetchAs(ada, ExportId.parse(crypto.randomUUID()))).status).toBe(404)
  await ada.api.workspace.transfer({ ...here(), userId: bo.id })
  expect((await fetchAs(ada, id)).status).toBe(404)
  expect((await fetchAs(bo, id)).status).toBe(200)
  expect(await fault(ada.api.exports.list(here()))).toBe('forbidden')
  later = 25 * hour
  expect((await fetchAs(bo, id)).status).toBe(404)
  while ((await dropExpired(app.deps)) > 0);
  expect(await bo.api.exports.list(here())).toMatchObject([{ id, state: 'expired' }])
  expect(await app.deps.blobs.get(`exports/${id}.zip`)).toBeNull()
})

test('the job of a server that died is taken up by another', async () => {
  const { id } = await ada.api.exports.request({ ...here(), scope: 'public' })
  await app.deps.db
    .update(exports)
    .set({ state: 'running', claimedAt: new Date(), tries: 1 })
    .where(eq(exports.id, id))
  expect(await makeExport(app.deps)).toBe(0)
  later = hour
  const path = await download(ada, id)
  expect((await verifyExport(path)).problems).toEqual([])
})
