import { eq } from 'drizzle-orm'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPglite } from '../server/adapters/database/pglite.ts'
import { draw } from '../server/chat/clock.ts'
import { chats, messages, relay, users } from '../server/db/schema.ts'
import { createWorkspace } from '../server/workspace/create-workspace.ts'
import type { MessageId, UserId } from '../shared/ids.ts'
import { newId } from '../shared/ids.ts'
import { readBackup } from './backup/archive.ts'
import { backUpDirectory, restoreDirectory } from './backup/directory.ts'
import { differences, readState } from './backup/manifest.ts'

describe('a backup of the embedded mode', { timeout: 120_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'fechatter-backup-test-'))
  const path = (name: string) => join(directory, name)
  const file = path('backup.zip')
  let epoch = ''
  let secret: MessageId

  beforeAll(async () => {
    const database = await openPglite(path('data'))
    const { db } = database
    const id = newId<UserId>()
    await db.insert(users).values({ id, name: 'Ada Lovelace', email: 'ada@example.org' })
    await db.transaction((tx) => createWorkspace(tx, id, 'Lobby'))
    const [general] = await db.select().from(chats)
    if (!general) throw new Error('a workspace begins with a channel')
    secret = newId<MessageId>()
    await db.transaction(async (tx) => {
      const { id: chatId, lastSeq: seq } = await draw(tx, general.id)
      const said = { body: 'to be kept', fingerprint: '', senderId: id }
      await tx
        .insert(messages)
        .values({ id: secret, chatId, ...said, seq, changedSeq: seq, rev: seq })
    })
    epoch = (await db.select().from(relay))[0]?.epoch ?? ''
    await database.stop()
    writeFileSync(path('data/note'), 'a file beside the database')
    await backUpDirectory(path('data'), file, new Date())
  }, 120_000)
  afterAll(() => rmSync(directory, { recursive: true }))

  test('is restored to an equal state, as a new history of positions', async () => {
    const backup = await readBackup(file)
    const state = await restoreDirectory(backup, path('restored'))
    expect(differences(backup.manifest.state, state)).toEqual([])
    expect(Object.keys(state.chats)).toHaveLength(1)
    expect(readFileSync(path('restored/note'), 'utf8')).toBe('a file beside the database')
    const database = await openPglite(path('restored'))
    expect(await readState(database.db)).toEqual(backup.manifest.state)
    const [kept] = await database.db.select().from(messages).where(eq(messages.id, secret))
    expect(kept?.body).toBe('to be kept')
    expect((await database.db.select().from(relay))[0]?.epoch).not.toBe(epoch)
    await database.stop()
  })

  test('that was altered or cut is refused, and so is a place that is not empty', async () => {
    const whole = readFileSync(file)
    const changed = Buffer.from(whole)
    const middle = whole.length >> 1
    changed[middle] = (changed[middle] ?? 0) ^ 1
    writeFileSync(path('changed.zip'), changed)
    await expect(readBackup(path('changed.zip'))).rejects.toThrow()
    writeFileSync(path('cut.zip'), whole.subarray(0, whole.length - 100))
    await expect(readBackup(path('cut.zip'))).rejects.toThrow()
    await expect(restoreDirectory(await readBackup(file), path('data'))).rejects.toThrow(
      'not empty',
    )
  })

  test('waits for nobody: a directory in use is named with its process', async () => {
    const database = await openPglite(path('data'))
    const attempt = backUpDirectory(path('data'), path('other.zip'), new Date())
    await expect(attempt).rejects.toThrow(`in use by process ${process.pid}`)
    await database.stop()
  })
})
