import { isAlive } from './chat.ts'
import { draft } from './world/draft.ts'
import { complaintsOf, expect, test } from './world.ts'

test('mentions and threads are gathered, kept up to date, and read with the keyboard', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const me = await ada.api.identity.me.query()
  const root = draft(team.general, 'Which motor do we take?')
  await ada.api.chat.send.mutate(root)
  const reply = async (body: string) =>
    bo.api.chat.send.mutate({ ...draft(team.general, body), threadId: root.id })
  await reply('The old one.')

  await test.step('a page of its own, linked from the sidebar, without JavaScript too', async () => {
    await bo.api.chat.send.mutate(draft(team.general, '@Ada have a look, please.'))
    const plain = await visit(ada, team.chatUrl(team.general), { javaScriptEnabled: false })
    await plain.getByRole('link', { name: 'Mentions' }).click()
    const mentions = plain.getByRole('list', { name: 'Mentions' })
    await expect(mentions.getByRole('listitem')).toHaveText([/Bo Berg.*#general.*New.*have a look/])
    await plain.getByRole('link', { name: 'Threads' }).click()
    const threads = plain.getByRole('list', { name: 'Threads' })
    await expect(threads.getByRole('listitem')).toContainText('1 new reply')
    await expect(threads.getByText('New', { exact: true })).toHaveCount(1)
    await threads.getByRole('button', { name: 'Mark read' }).click()
    await expect(threads.getByRole('listitem')).not.toContainText('new reply')
  })

  const page = await visit(ada, `/w/${team.slug}/mentions`)
  await test.step('a new mention comes by itself, and Enter goes to where it was said', async () => {
    const list = page.getByRole('list', { name: 'Mentions' })
    await expect(list.getByRole('listitem')).toHaveCount(1)
    await bo.api.chat.send.mutate(draft(team.general, `@Ada lunch, ${me.name}?`))
    await expect(list.getByRole('listitem').first()).toContainText(/New.*lunch/)
    const { lastSeq } = await ada.api.chat.get.query({ chatId: team.general })
    await ada.api.chat.markRead.mutate({ chatId: team.general, seq: lastSeq })
    await expect(list.getByText('New', { exact: true })).toHaveCount(0)
    await list.getByRole('listitem').first().focus()
    await page.keyboard.press('j')
    await expect(list.getByRole('listitem').nth(1)).toBeFocused()
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\?at=\d+$/)
    await isAlive(page)
  })

  await test.step('threads show what was replied last, and E marks them read', async () => {
    await page.getByRole('link', { name: 'Threads' }).click()
    const item = page.getByRole('list', { name: 'Threads' }).getByRole('listitem')
    await expect(item).toContainText('The old one.')
    await reply('No, the new one!')
    await expect(item).toContainText('No, the new one!')
    await expect(item).toContainText('1 new reply')
    await item.focus()
    await page.keyboard.press('e')
    await expect(item).not.toContainText('1 new reply')
    await page.getByRole('link', { name: 'Unread', exact: true }).click()
    await expect(page.getByText('Nothing here.')).toBeVisible()
  })
  expect(complaintsOf(page)).toEqual([])
})
