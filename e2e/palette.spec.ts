import { isAlive, say } from './chat.ts'
import { draft } from './world/draft.ts'
import { complaintsOf, expect, test } from './world.ts'

test('anything by its name: the palette, the shortcuts, the inbox and its triage, by keyboard alone', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const releases = await ada.api.chat.create.mutate({
    workspaceId: team.id,
    kind: 'public',
    name: 'releases',
  })
  await bo.api.chat.join.mutate({ chatId: releases.id })
  const drydock = { workspaceId: team.id, kind: 'public' as const, name: 'drydock' }
  await bo.api.chat.create.mutate(drydock)
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  await say(page, 'the crane goes out on Thursday')

  const palette = page.getByRole('dialog', { name: 'Go to anything' })
  const field = palette.getByRole('combobox')
  await page.keyboard.press('Control+K')
  await expect(field).toBeFocused()
  await field.pressSequentially('rele')
  await expect(palette.getByRole('option', { selected: true })).toContainText('releases')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: '#releases' })).toBeVisible()

  await page.keyboard.press('Control+K')
  await field.fill('crane')
  await expect(palette.getByRole('option', { name: 'the crane goes out' })).toBeVisible()
  // A channel that she is not in.
  await field.fill('#dryd')
  await expect(palette.getByRole('option', { name: 'drydock' })).toBeVisible()
  await field.fill('>settings')
  await expect(palette.getByRole('option', { selected: true })).toContainText('Settings')
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()

  await page.keyboard.press('Control+K')
  await field.fill('?when does the crane go out')
  await page.keyboard.press('Enter')
  await expect(palette.getByRole('region', { name: 'bot' })).toContainText('Thursday')
  await page.keyboard.press('Escape')

  await bo.api.chat.send.mutate(draft(team.general, 'is it fuelled?'))
  await page.keyboard.press('Control+/')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet).toContainText('Next unread conversation')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()

  await page.getByRole('heading', { name: '#releases' }).focus()
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await expect(page).toHaveURL(/\/inbox$/)
  const waiting = page.getByRole('list', { name: 'Waiting conversations' })
  await expect(waiting.getByRole('listitem')).toContainText(['is it fuelled?'])
  await waiting.getByRole('listitem').first().focus()
  await page.keyboard.press('e')
  await expect(page.getByText('Nothing is waiting for you.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(waiting.getByRole('listitem')).toContainText(['is it fuelled?'])
  expect(complaintsOf(page)).toEqual([])
})

test('the inbox and what is saved work without JavaScript', async ({ cast, visit }) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const { id } = await bo.api.chat.send.mutate(draft(team.general, 'lunch at noon?'))
  await ada.api.chat.save.mutate({ chatId: team.general, messageId: id })
  const page = await visit(ada, `/w/${team.slug}/inbox`, { javaScriptEnabled: false })
  await page.getByRole('button', { name: 'Mark #general read' }).click()
  await expect(page.getByText('Nothing is waiting for you.')).toBeVisible()
  await page.goto(`/w/${team.slug}/saved`)
  const saved = page.getByRole('list', { name: 'Saved messages' })
  await expect(saved.getByRole('listitem')).toContainText(['lunch at noon?'])
  await saved.getByRole('button').click()
  await expect(page.getByText('You have saved nothing yet.')).toBeVisible()
})
