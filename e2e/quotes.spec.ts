import { composerOf, feedOf, isAlive, rowOf, say } from './chat.ts'
import { draft } from './world/draft.ts'
import { complaintsOf, expect, test } from './world.ts'

test('quote, forward, and what somebody who may not see the origin is shown', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const { id: hiring } = await ada.api.chat.create.mutate({
    ...{ workspaceId: team.id, kind: 'private', name: 'hiring' },
  })
  await ada.api.chat.send.mutate(draft(hiring, 'Grace starts in January.'))
  await bo.api.chat.send.mutate(draft(team.general, 'Who takes the **crane**?'))
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  const bos = await visit(bo, team.chatUrl(team.general))
  await isAlive(bos)

  await test.step('an answer carries what it answers, from the keyboard', async () => {
    await rowOf(page, 'takes the crane').focus()
    await page.keyboard.press('q')
    await expect(composerOf(page)).toBeFocused()
    await page.keyboard.type('I do.')
    await page.reload()
    await expect(page.getByRole('button', { name: 'Remove the quote' })).toBeVisible()
    await expect(composerOf(page)).toHaveValue('I do.')
    await composerOf(page).press('Enter')
    await expect(page.getByRole('button', { name: 'Remove the quote' })).toHaveCount(0)
    const answer = rowOf(bos, 'I do.')
    await expect(answer.getByRole('blockquote')).toContainText('Bo Berg')
    await expect(answer.getByRole('blockquote').locator('strong')).toHaveText('crane')
    await answer.getByRole('link', { name: /^What Bo Berg said/ }).click()
    await expect(bos).toHaveURL(/\?at=\d+$/)
  })

  await test.step('a quote can be dropped before it is sent', async () => {
    await rowOf(page, 'I do.').focus()
    await page.keyboard.press('q')
    await page.getByRole('button', { name: 'Remove the quote' }).click()
    await page.reload()
    await isAlive(page)
    await say(page, 'Never mind.')
    await expect(rowOf(bos, 'Never mind.')).toBeVisible()
    await expect(rowOf(bos, 'Never mind.').getByRole('blockquote')).toHaveCount(0)
  })

  await test.step('a message is passed on to another chat', async () => {
    await page.goto(team.chatUrl(hiring))
    await isAlive(page)
    await rowOf(page, 'Grace starts', '#hiring').focus()
    await page.keyboard.press('f')
    const dialog = page.getByRole('dialog', { name: 'Forward this message' })
    await dialog.getByRole('combobox', { name: 'To' }).fill('general')
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('textbox', { name: 'Add a few words' })).toBeFocused()
    await page.keyboard.type('Good news!')
    await page.keyboard.press('Enter')
    await expect(dialog).toHaveCount(0)
    await expect(page.getByText('Forwarded to #general').first()).toBeVisible()
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await expect(rowOf(page, 'Good news!')).toContainText('Forwarded from #hiring')
  })

  await test.step('whoever is not in that chat reads the words, and learns nothing of the chat', async () => {
    const passedOn = rowOf(bos, 'Good news!')
    await expect(passedOn).toContainText('Grace starts in January.')
    await expect(passedOn).toContainText('from a conversation that you are not in')
    await expect(passedOn).not.toContainText('hiring')
    expect(complaintsOf(bos)).toEqual([])
    await passedOn.getByRole('link', { name: /^What Ada Lovelace said/ }).click()
    await expect(bos.getByText('in a conversation that you are not in')).toBeVisible()
    await expect(bos.getByRole('heading', { level: 1 })).toBeVisible()
    await bos.reload()
    await expect(bos.getByRole('main')).toContainText('can add you to it')
    await expect(bos.getByRole('link', { name: 'general' })).toBeVisible()
  })

  await test.step('a line about oneself, and a message that called nobody', async () => {
    await say(page, '/me opens the bottle')
    await expect(rowOf(page, 'Ada Lovelace opens the bottle')).toBeVisible()
    await ada.api.chat.send.mutate({ ...draft(team.general, 'Sleep well.'), silent: true })
    const silent = rowOf(page, 'Sleep well.')
    await expect(silent.getByRole('img', { name: 'Sent without a notification' })).toBeVisible()
  })
  expect(complaintsOf(page)).toEqual([])

  await test.step('without JavaScript quotes are read as well', async () => {
    const plain = await visit(bo, team.chatUrl(team.general), { javaScriptEnabled: false })
    await expect(rowOf(plain, 'I do.').getByRole('blockquote')).toContainText('crane')
    await rowOf(plain, 'Good news!')
      .getByRole('link', { name: /^What Ada Lovelace said/ })
      .click()
    await expect(plain.getByText('in a conversation that you are not in')).toBeVisible()
    await plain.goBack()
    await expect(feedOf(plain)).toContainText('opens the bottle')
    await plain.goto(team.chatUrl(team.general))
    await rowOf(plain, 'Never mind.').getByRole('link', { name: 'Reply or react' }).click()
    await plain.getByText('Forward…').click()
    await plain.getByRole('combobox', { name: 'To' }).selectOption('#general')
    await plain.getByRole('textbox', { name: 'Add a few words' }).fill('By paper.')
    await plain.getByRole('button', { name: 'Forward this message' }).click()
    await expect(rowOf(plain, 'By paper.').getByRole('blockquote')).toContainText('Never mind.')
  })
})
