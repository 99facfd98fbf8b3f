import { composerOf, isAlive, rowOf, say, seenIn } from './chat.ts'
import { expect, test } from './world.ts'

test('offline: messages wait, drafts stay, and everything arrives once when the line is back', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const adas = await visit(ada, team.chatUrl(team.general))
  const bos = await visit(bo, team.chatUrl(team.general))
  await isAlive(adas)
  await isAlive(bos)
  await say(adas, 'n1 before')
  await expect(rowOf(bos, 'n1 before')).toBeVisible()

  await adas.context().setOffline(true)
  await expect(adas.getByText('Offline · what you write will wait')).toBeVisible()
  await say(adas, 'n2 written in the tunnel')
  await say(adas, 'n3 and one more')
  await expect(adas.getByText('Offline · 2 waiting')).toBeVisible()
  await composerOf(adas).fill('a thought not finished')
  for (const number of [4, 5, 6]) await say(bos, `n${number} meanwhile outside`)
  const lastStored = async () => {
    const { messages } = await bo.api.chat.page.query({ chatId: team.general })
    return messages.at(-1)?.body
  }
  await expect.poll(lastStored).toBe('n6 meanwhile outside')
  await expect(rowOf(adas, 'meanwhile outside')).toHaveCount(0)
  await expect(rowOf(bos, 'in the tunnel')).toHaveCount(0)

  const told = await adas.evaluateHandle(() => {
    const all = new Set<string>()
    const read = () => {
      for (const { textContent } of document.querySelectorAll('[role=status]')) all.add(textContent)
    }
    new MutationObserver(read).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    })
    return all
  })
  await adas.context().setOffline(false)
  const expected = ['n1', 'n4', 'n5', 'n6', 'n2', 'n3']
  for (const page of [adas, bos])
    await expect.poll(() => seenIn(page, /n\d(?= )/), { timeout: 20_000 }).toEqual(expected)
  await expect(composerOf(adas)).toHaveValue('a thought not finished')
  await expect(adas.getByText(/Offline ·/)).toHaveCount(0)
  await expect.poll(() => told.evaluate((all) => [...all])).toContain('Caught up · 3 new')

  await adas.reload()
  await expect(composerOf(adas)).toHaveValue('a thought not finished')
  expect(await seenIn(adas, /n\d(?= )/)).toEqual(expected)
})
