import { isAlive, rowOf, say } from './chat.ts'
import { draft } from './world/draft.ts'
import { complaintsOf, expect, test } from './world.ts'

test('a status by hand, the card of a person, and her page without JavaScript', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  await bo.api.identity.updateProfile.mutate({ title: 'Crane driver', timeZone: 'Asia/Tokyo' })
  await bo.api.chat.send.mutate(draft(team.general, 'Good morning.'))
  await ada.api.chat.send.mutate(draft(team.general, 'To you too, @Bo.'))
  const adas = await visit(ada, team.chatUrl(team.general))
  await isAlive(adas)
  const bos = await visit(bo, team.chatUrl(team.general))
  await isAlive(bos)

  await test.step('busy, and why, until it has passed', async () => {
    await bos.getByRole('link', { name: 'Bo Berg: status and settings' }).click()
    const menu = bos.getByRole('dialog', { name: 'Your status' })
    await menu.getByRole('radio', { name: 'Busy' }).check()
    await menu.getByRole('button', { name: 'In a meeting' }).click()
    await menu.getByRole('button', { name: 'Set status' }).click()
    await expect(menu).toHaveCount(0)
    await expect(bos.getByRole('link', { name: /^Bo Berg: status/ })).toContainText('In a meeting')
  })

  await test.step('a name, over a message and in it, opens the card, Escape gives the focus back', async () => {
    const name = rowOf(adas, 'Good morning.').getByRole('link', { name: 'Bo Berg' })
    await name.click()
    const card = adas.getByRole('dialog', { name: 'About Bo Berg' })
    await expect(card).toContainText('Crane driver')
    await expect(card).toContainText('In a meeting')
    await expect(card).toContainText('local time')
    await expect(card).toContainText('Busy')
    await adas.keyboard.press('Escape')
    await expect(card).toHaveCount(0)
    await expect(rowOf(adas, 'Good morning.')).toBeFocused()
    await rowOf(adas, 'To you too').getByRole('link', { name: '@Bo' }).press('Enter')
    await expect(card).toContainText('Crane driver')
    await adas.keyboard.press('Escape')
    await expect(rowOf(adas, 'To you too')).toBeFocused()
    await name.click()
    await card.getByRole('button', { name: 'Message Bo Berg' }).click()
    await expect(adas.getByRole('textbox', { name: 'Message Bo Berg' })).toBeVisible()
  })

  await test.step('without JavaScript it is a page', async () => {
    const plain = await visit(ada, team.chatUrl(team.general), { javaScriptEnabled: false })
    await rowOf(plain, 'To you too').getByRole('link', { name: '@Bo' }).click()
    await expect(plain.getByRole('heading', { level: 1, name: 'Bo Berg' })).toBeVisible()
    await expect(plain.getByRole('main')).toContainText('In a meeting')
    await plain.getByRole('button', { name: 'Message Bo Berg' }).click()
    await expect(plain.getByRole('textbox', { name: 'Message Bo Berg' })).toBeVisible()
  })
  for (const page of [adas, bos]) expect(complaintsOf(page)).toEqual([])
})

test('who has read my last message, where the workspace shows it', async ({ cast, visit }) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  await say(page, 'Does anybody hear me?')
  await expect(rowOf(page, 'hear me')).toBeVisible()
  const readAll = async () => {
    const { lastSeq } = await bo.api.chat.get.query({ chatId: team.general })
    await bo.api.chat.markRead.mutate({ chatId: team.general, seq: lastSeq, byHand: true })
  }
  await expect
    .poll(async () => (await bo.api.chat.get.query({ chatId: team.general })).unread)
    .toBe(1)
  await readAll()
  await say(page, 'Hello?')
  await expect(rowOf(page, 'Hello?')).toBeVisible()
  await expect(page.getByText('Seen by Bo Berg')).toHaveCount(0)

  await page.goto(`/w/${team.slug}/admin/general`)
  await page.getByRole('checkbox', { name: 'Read receipts' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect
    .poll(async () => (await ada.api.workspace.list.query()).find(({ id }) => id === team.id))
    .toMatchObject({ readReceipts: true })
  await page.goto(team.chatUrl(team.general))
  await isAlive(page)
  await readAll()
  await expect(rowOf(page, 'Hello?')).toContainText('Seen by Bo Berg')
  await expect(rowOf(page, 'hear me')).not.toContainText('Seen by')
  await page.reload()
  await expect(rowOf(page, 'Hello?')).toContainText('Seen by Bo Berg')
  expect(complaintsOf(page)).toEqual([])
})
