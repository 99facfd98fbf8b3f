import type { ChatId, WorkspaceId } from '../../shared/ids.ts'
import type { Warehouse } from '../ports.ts'
import { daysUntil } from './time.ts'

/** What happened in a stretch of time. `messages` and `people` are of people; what bots say is `botAnswers`. */
export interface Totals {
  messages: number
  /** How many different people said something. */
  people: number
  botAnswers: number
}
export type Day = Totals & {
  /** UTC, `YYYY-MM-DD` */
  day: string
}

const counts = `
  countIf(is_bot = 0) AS messages,
  uniqExactIf(user_id, is_bot = 0) AS people,
  countIf(is_bot = 1) AS botAnswers`
const said = `
  FROM usage_events FINAL
  WHERE workspace_id = {workspace:String} AND type = 'message.sent'
    AND at >= toDateTime64({from:String}, 3, 'UTC') AND at < toDateTime64({to:String}, 3, 'UTC') + INTERVAL 1 DAY`

/**
 * What was said on each day and in all of them.
 * @param now its day, in UTC, is the last one
 * @param count how many days
 */
export const messagesPerDay = async (
  warehouse: Warehouse,
  workspaceId: WorkspaceId,
  now: Date,
  count: number,
): Promise<{ days: Day[]; totals: Totals }> => {
  const names = daysUntil(now, count)
  const params = rangeOf(workspaceId, names)
  const [rows, [totals]] = await Promise.all([
    warehouse.query<Day>(
      `SELECT toString(toDate(at)) AS day, ${counts} ${said} GROUP BY day ORDER BY day`,
      params,
    ),
    warehouse.query<Totals>(`SELECT ${counts} ${said}`, params),
  ])
  const byDay = new Map(rows.map((row) => [row.day, row]))
  return {
    days: names.map((day) => byDay.get(day) ?? { day, messages: 0, people: 0, botAnswers: 0 }),
    totals: totals ?? { messages: 0, people: 0, botAnswers: 0 },
  }
}

/** Which of the given chats people wrote most in, most first. Chats without a message are left out. */
export const busiestChats = (
  warehouse: Warehouse,
  workspaceId: WorkspaceId,
  now: Date,
  count: number,
  { among, limit }: { among: readonly ChatId[]; limit: number },
): Promise<{ chatId: ChatId; messages: number }[]> =>
  warehouse.query(
    `SELECT chat_id AS chatId, count() AS messages ${said}
      AND is_bot = 0 AND chat_id IN {chats:Array(String)}
      GROUP BY chat_id ORDER BY messages DESC, chat_id LIMIT {limit:UInt32}`,
    { ...rangeOf(workspaceId, daysUntil(now, count)), chats: among, limit },
  )

const rangeOf = (workspace: WorkspaceId, days: readonly string[]) => ({
  workspace,
  from: `${days[0]} 00:00:00`,
  to: `${days.at(-1)} 00:00:00`,
})
