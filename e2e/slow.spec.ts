import { composerOf, isAlive, say, seenIn } from './chat.ts'
import { complaintsOf, expect, test } from './world.ts'

const slowdown = 4

test('three people at once, one of them on a slow machine: nobody loses a word', async ({
  cast,
  visit,
}) => {
  const { ada, bo, cleo, team } = await cast('ada', 'bo', 'cleo')
  const [adas, bos, cleos] = [
    await visit(ada, team.chatUrl(team.general)),
    await visit(bo, team.chatUrl(team.general)),
    await visit(cleo, team.chatUrl(team.general)),
  ]
  const devtools = await adas.context().newCDPSession(adas)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  for (const page of [adas, bos, cleos]) await isAlive(page)

  const talk = async (page: typeof adas, name: string) => {
    for (let n = 1; n <= 12; n += 1) await say(page, `${name} ${n}`)
  }
  const mark = /(Bo|Cleo|slow) \d+/
  await Promise.all([
    talk(bos, 'Bo'),
    talk(cleos, 'Cleo'),
    (async () => {
      for (let n = 1; n <= 4; n += 1) {
        await composerOf(adas).pressSequentially(`slow ${n}`)
        await expect(composerOf(adas)).toHaveValue(`slow ${n}`)
        await adas.keyboard.press('Enter')
        await expect(composerOf(adas)).toHaveValue('')
      }
    })(),
  ])
  for (const page of [adas, bos, cleos])
    await expect.poll(() => seenIn(page, mark)).toHaveLength(28)
  const hers = await seenIn(adas, mark)
  expect(await seenIn(bos, mark)).toEqual(hers)
  expect(await seenIn(cleos, mark)).toEqual(hers)
  for (const name of ['Bo', 'Cleo', 'slow']) {
    const numbers = hers
      .filter((one) => one.startsWith(name))
      .map((one) => Number(one.split(' ')[1]))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
  }
  for (const page of [adas, bos, cleos]) expect(complaintsOf(page)).toEqual([])
})
