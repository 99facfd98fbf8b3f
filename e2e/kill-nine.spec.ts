import type { Page } from '@playwright/test'
import { answers } from '../scripts/local-daemon.ts'
import type { ChatId } from '../shared/ids.ts'
import { isAlive, say, seenIn } from './chat.ts'
import type { Account } from './world/account.ts'
import { draft } from './world/draft.ts'
import { until } from './world/wait.ts'
import { expect, test } from './world.ts'

const mark = /(ada|bo)-(page|script)-\d+/
const perPage = 25
const perScript = 75

/** Writes into the page one after the other, and does not care what happens behind it. */
const writeOn = async (page: Page, name: string) => {
  for (let number = 1; number <= perPage; number += 1) await say(page, `${name}-page-${number}`)
}

/** Sends as a careful client does: the same message with the same id, until it is acknowledged. */
const sendAs = async (
  account: Account,
  name: string,
  chatId: ChatId,
  turn: (number: number) => Promise<void>,
) => {
  for (let number = 1; number <= perScript; number += 1) {
    await turn(number)
    const message = draft(chatId, `${name}-script-${number}`)
    await answers(() => account.api.chat.send.mutate(message), 60_000)
  }
}

/** The whole chat out of the database. */
const stored = async (account: Account, chatId: ChatId) => {
  const messages = []
  for (let before: number | undefined; ;) {
    const page = await account.api.chat.page.query({
      chatId,
      limit: 100,
      ...(before === undefined ? {} : { before }),
    })
    messages.unshift(...page.messages)
    before = page.messages[0]?.seq
    if (!page.hasBefore || before === undefined) return messages
  }
}

test('kill -9 amid 200 messages: both screens and the database agree, in order, none lost, none twice', async ({
  cast,
  visit,
  world,
}) => {
  test.setTimeout(180_000)
  const { ada, bo, team } = await cast('ada', 'bo')
  const pages = [
    await visit(ada, team.chatUrl(team.general)),
    await visit(bo, team.chatUrl(team.general)),
  ] as const
  for (const page of pages) await isAlive(page)

  // However fast the machine is: the scripts hold a share of their messages back for each kill, and send it while the kill comes.
  const share = Math.floor(perScript / (world.victims.length + 1))
  const kills = world.victims.map(() => Promise.withResolvers<undefined>())
  const waiting = world.victims.map(() => 0)
  const turn = async (number: number) => {
    const index = number / share - 1
    const kill = kills[index]
    if (!kill) return
    waiting[index] = (waiting[index] ?? 0) + 1
    await kill.promise
  }
  const flow = Promise.all([
    writeOn(pages[0], 'ada'),
    writeOn(pages[1], 'bo'),
    sendAs(ada, 'ada', team.general, turn),
    sendAs(bo, 'bo', team.general, turn),
  ])
  // Whoever fails first is reported when all is over, not while processes are being killed.
  flow.catch(() => {})

  for (const [index, victim] of world.victims.entries()) {
    await until(`both scripts have a share ready for the kill of ${victim}`, async () => {
      return waiting[index] === 2
    })
    kills[index]?.resolve(undefined)
    await world.crash(victim)
    await world.revive()
  }
  await flow

  const expected = 2 * (perPage + perScript)
  await expect
    .poll(async () => (await stored(ada, team.general)).length, { timeout: 60_000 })
    .toBe(expected)
  const messages = await stored(ada, team.general)
  const inOrder = messages.map(({ body }) => body)
  expect(new Set(inOrder).size).toBe(expected)
  for (const name of ['ada', 'bo'])
    for (const way of ['page', 'script']) {
      const own = inOrder.filter((body) => body.startsWith(`${name}-${way}-`))
      const numbers = own.map((body) => Number(body.split('-')[2]))
      expect(numbers, `what ${name} sent by ${way}`).toEqual(numbers.toSorted((a, b) => a - b))
    }
  for (const page of pages)
    await expect.poll(() => seenIn(page, mark), { timeout: 30_000 }).toEqual(inOrder)
})
