import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { UsageRow, Warehouse } from '../../ports.ts'

const row = (workspace: string, more: Partial<UsageRow> = {}): UsageRow => ({
  event_id: randomUUID(),
  type: 'message.sent',
  workspace_id: workspace,
  chat_id: randomUUID(),
  user_id: randomUUID(),
  is_bot: 0,
  at: at(0),
  ...more,
})

/** Hours before now, as the warehouse writes times: rows live for 90 days only. */
const at = (hours: number) =>
  new Date(Date.now() - hours * 3_600_000).toISOString().replace('T', ' ').replace('Z', '')

/** What every analytics store promises. Each test has a workspace of its own. */
export const warehouseContract = (warehouse: () => Warehouse) =>
  describe('a warehouse', () => {
    const count = async (workspace: string) => {
      const sql = `SELECT count() AS events, uniqExact(user_id) AS people
        FROM usage_events FINAL WHERE workspace_id = {workspace:String}`
      return warehouse().query<{ events: number; people: number }>(sql, { workspace })
    }

    test('counts what was put in, in plain numbers', async () => {
      const workspace = randomUUID()
      const ada = randomUUID()
      await warehouse().insert([row(workspace, { user_id: ada }), row(workspace, { user_id: ada })])
      await warehouse().insert([row(workspace), row(randomUUID())])
      expect(await count(workspace)).toEqual([{ events: 3, people: 2 }])
      expect(await count(randomUUID())).toEqual([{ events: 0, people: 0 }])
    })

    test('keeps an event once, however often it comes', async () => {
      const workspace = randomUUID()
      const [first, second, third] = [row(workspace), row(workspace), row(workspace)]
      await warehouse().insert([first, second])
      await warehouse().insert([first, second])
      await warehouse().insert([second, third])
      await warehouse().insert([first, first])
      expect(await count(workspace)).toMatchObject([{ events: 3 }])
    })

    test('takes nothing, and takes a thousand', async () => {
      const workspace = randomUUID()
      await warehouse().insert([])
      await warehouse().insert(
        Array.from({ length: 1000 }, (_, index) => row(workspace, { at: at(index) })),
      )
      expect(await count(workspace)).toMatchObject([{ events: 1000 }])
    })

    test('never reads a parameter as SQL', async () => {
      const workspace = `x' OR 1 = 1 -- \\ "\n{y:String}`
      expect(await count(workspace)).toEqual([{ events: 0, people: 0 }])
      const [echo] = await warehouse().query<{ text: string; list: string[] }>(
        'SELECT {text:String} AS text, {list:Array(String)} AS list',
        { text: workspace, list: [workspace, '木'] },
      )
      expect(echo).toEqual({ text: workspace, list: [workspace, '木'] })
    })

    test('keeps times to the millisecond, in UTC', async () => {
      const workspace = randomUUID()
      const time = at(5)
      await warehouse().insert([row(workspace, { at: time })])
      const rows = await warehouse().query<{ at: string }>(
        'SELECT at FROM usage_events FINAL WHERE workspace_id = {workspace:String}',
        { workspace },
      )
      expect(rows).toEqual([{ at: time }])
    })

    test('rejects SQL that is wrong, and goes on', async () => {
      await expect(warehouse().query('SELECT nothing FROM usage_events', {})).rejects.toThrow()
      expect(await count(randomUUID())).toMatchObject([{ events: 0 }])
    })

    test('answers many at once', async () => {
      const workspace = randomUUID()
      await Promise.all(Array.from({ length: 8 }, () => warehouse().insert([row(workspace)])))
      const answers = await Promise.all(Array.from({ length: 8 }, () => count(workspace)))
      expect(answers.map(([answer]) => answer?.events)).toEqual(Array(8).fill(8))
    })
  })
