import { expect, test } from 'vitest'
import { isNull } from 'drizzle-orm'
import type { MessageId } from '../../shared/ids.ts'
import { deadLetters, messages, searchDocs } from '../db/schema.ts'
import type { Search, SearchDoc } from '../ports.ts'
import type { Actor } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { readDocsAfter } from './docs.ts'
import { followChanges } from './indexer.ts'

/*
 * The indexer is killed while people send, edit and delete: at a random call of the index it stops dead, before or after the write,
 * and another one starts. In the end the index is what the record says. `npm run chaos:indexer` does it at length.
 */
const operations = Number(process.env.CHAOS_OPERATIONS ?? 300)
const kills = Number(process.env.CHAOS_KILLS ?? 6)

/** The same chances for the same seed. */
const dice = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296
  return seed / 4_294_967_296
}

test(`${operations} changes and ${kills} kills of the indexer leave the index equal to the record`, async () => {
  await using app = await testApp()
  const { world, actors } = await app.people('ada')
  const [ada] = actors as [Actor]
  const { db, databaseSearch } = app.deps
  const chance = dice(20_261_125)

  /** An index whose process can be killed: from then on no call is made, and none that was made comes back well. */
  const mortal = () => {
    let dead = false
    const call =
      <A extends unknown[]>(act: (...args: A) => Promise<void>) =>
      async (...args: A) => {
        if (dead) throw new Error('killed before the write')
        await act(...args)
        if (dead) throw new Error('killed after the write')
      }
    const search: Search = {
      put: call((docs: readonly SearchDoc[]) => databaseSearch.put(docs)),
      drop: call((ids: readonly MessageId[]) => databaseSearch.drop(ids)),
      query: (query) => databaseSearch.query(query),
    }
    return { search, kill: () => (dead = true) }
  }
  const begin = async () => {
    const { search, kill } = mortal()
    const stop = await followChanges({ ...app.deps, search, databaseSearch: search })
    return { kill, stop }
  }

  let indexer = await begin()
  const live: MessageId[] = []
  const every = Math.floor(operations / (kills + 1))
  for (let number = 1; number <= operations; number += 1) {
    const chatId = world.general
    const at = Math.floor(chance() * live.length)
    const messageId = live[at]
    const roll = chance()
    if (!messageId || roll < 0.6) {
      const message = draft(chatId, `entry ${number} of the log`)
      await ada.api.chat.send(message)
      live.push(message.id)
    } else if (roll < 0.85) await ada.api.chat.edit({ chatId, messageId, body: `new ${number}` })
    else {
      await ada.api.chat.delete({ chatId, messageId })
      live.splice(at, 1)
    }
    if (number % every !== 0) continue
    indexer.kill()
    // What the dead one had in hand is given out again when its time is over: here, when it is let go.
    await indexer.stop()
    indexer = await begin()
  }

  const inIndex = async () => {
    const rows = await db.select().from(searchDocs)
    return rows.flatMap(({ id, version, folded }) => (folded === '' ? [] : [`${id} ${version}`]))
  }
  const inRecord = async () => {
    const docs = await readDocsAfter(db, null, operations)
    return docs.map(({ id, version }) => `${id} ${version}`).sort()
  }
  await expect
    .poll(async () => (await inIndex()).sort(), { timeout: 120_000, interval: 200 })
    .toEqual(await inRecord())
  expect(await db.$count(messages, isNull(messages.deletedAt))).toBeGreaterThan(live.length - 1)
  expect(await db.$count(deadLetters)).toBe(0)
  await indexer.stop()
}, 1_800_000)
