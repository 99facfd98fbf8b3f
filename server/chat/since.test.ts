import type { Db } from '../db/database.ts'
import { outbox } from '../db/schema.ts'
import { expect, test } from 'vitest'
import type { Actor } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'

/** A database in which something happens right after each look into the log. */
const interrupted = (db: Db, happen: () => Promise<unknown>): Db =>
  new Proxy(db, {
    get: (target, key) => {
      if (key !== 'select') return Reflect.get(target, key) as unknown
      return (...columns: Parameters<Db['select']>) => {
        const select = target.select(...columns)
        const from = select.from.bind(select)
        select.from = ((table: Parameters<typeof from>[0]) => {
          const query = from(table)
          if (table !== outbox) return query
          const run = query.then.bind(query)
          query.then = ((done, failed) =>
            run(async (rows) => {
              await happen()
              return rows
            }).then(done, failed)) as typeof query.then
          return query
        }) as typeof select.from
        return select
      }
    },
  })

test('whoever asks while somebody writes is not told to read anew', async () => {
  let happen = (): Promise<unknown> => Promise.resolve()
  await using app = await testApp({
    override: ({ db }) => ({ db: interrupted(db, () => happen()) }),
  })
  const { world, actors } = await app.people('ada')
  const [ada] = actors as [Actor]
  const { general: chatId } = world
  const { seq } = await ada.api.chat.send(draft(chatId, 'now'))
  let said = 0
  happen = async () => {
    if (said > 0) return
    said += 1
    await ada.api.chat.send(draft(chatId, 'meanwhile'))
  }
  expect(await ada.api.chat.since({ chatId, seq })).toEqual({ events: [], complete: true })
  expect(said).toBe(1)
  const { events, complete } = await ada.api.chat.since({ chatId, seq })
  expect(complete).toBe(true)
  expect(events).toMatchObject([{ type: 'message.sent', seq: seq + 1 }])
})
