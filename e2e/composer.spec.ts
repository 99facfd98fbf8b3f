import type { Page } from '@playwright/test'
import { composerOf, isAlive, rowOf, say } from './chat.ts'
import { draft } from './world/draft.ts'
import { hurry, misplacedIn } from './wrong-channel.ts'
import { complaintsOf, expect, test } from './world.ts'

const options = (page: Page) =>
  page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option')

test('an input method ends a word with Enter, and nothing is sent', async ({ cast, visit }) => {
  const { ada, team } = await cast('ada')
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  const composer = composerOf(page)
  await composer.focus()
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Input.imeSetComposition', {
    text: 'にほん',
    selectionStart: 3,
    selectionEnd: 3,
  })
  await devtools.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Process',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  })
  await expect(composer).toHaveValue('にほん')
  await devtools.send('Input.insertText', { text: '日本' })
  await expect(composer).toHaveValue('日本')
  await composer.press('Enter')
  await expect(rowOf(page, '日本')).toBeVisible()
  await expect(composer).toHaveValue('')
})

test('names are completed by keyboard, lists go on, and the browser can undo it', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  const composer = composerOf(page)

  await composer.pressSequentially('Ask @b')
  await expect(options(page).first()).toContainText('Bo Berg')
  await expect(composer).toHaveAttribute('aria-activedescendant', /-0$/)
  await composer.press('Tab')
  await expect(composer).toHaveValue('Ask @Bo Berg ')
  await expect(options(page)).toHaveCount(0)
  await composer.press('Control+z')
  await expect(composer).toHaveValue('Ask @b')
  await composer.press('Escape')

  await composer.fill('- one')
  await composer.press('Shift+Enter')
  await expect(composer).toHaveValue('- one\n- ')
  await composer.fill('see #gen')
  await composer.press('Enter')
  await expect(composer).toHaveValue('see #general ')
  await composer.fill('a word')
  await composer.press('Control+a')
  await composer.press('Control+b')
  await expect(composer).toHaveValue('**a word**')

  await composer.fill('```')
  await composer.press('Enter')
  await composer.pressSequentially('code')
  await composer.press('Control+Enter')
  await expect(rowOf(page, 'code')).toBeVisible()
  expect(await bo.api.chat.drafts.query()).toEqual([])
  expect(complaintsOf(page)).toEqual([])
})

test('a draft follows its writer to another browser, and is not overwritten there', async ({
  cast,
  visit,
}) => {
  const { ada, team } = await cast('ada')
  const url = team.chatUrl(team.general)
  const desk = await visit(ada, url)
  const phone = await visit(ada, url)
  await isAlive(desk)
  await isAlive(phone)
  await composerOf(desk).pressSequentially('begun at the desk')
  await expect(composerOf(phone)).toHaveValue('begun at the desk')

  await phone.context().setOffline(true)
  await composerOf(phone).fill('begun at the desk, ended on the train')
  await composerOf(desk).fill('begun at the desk, and gone on')
  await expect
    .poll(() => ada.api.chat.draft.query({ chatId: team.general }))
    .toBe('begun at the desk, and gone on')
  await phone.context().setOffline(false)
  await expect(phone.getByText('You wrote something else on another device.')).toBeVisible()
  await expect(composerOf(phone)).toHaveValue('begun at the desk, ended on the train')
  await phone.getByRole('button', { name: 'Keep this' }).click()
  await expect(composerOf(desk)).toHaveValue('begun at the desk, ended on the train')
  await say(desk, 'and sent')
  await expect(composerOf(phone)).toHaveValue('')
})

test('a message is scheduled, changed, and taken back', async ({ cast, visit }) => {
  const { ada, team } = await cast('ada')
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  await composerOf(page).fill('Happy Monday!')
  await page.getByRole('button', { name: 'More ways to send' }).click()
  await page.getByRole('menuitem', { name: /^Tomorrow/ }).click()
  await expect(page.getByText(/^Will be sent on /)).toBeVisible()
  await expect(composerOf(page)).toHaveValue('')
  await page.getByRole('link', { name: 'See scheduled' }).click()
  await expect(page.getByRole('heading', { name: 'Scheduled' })).toBeVisible()
  await page.getByRole('button', { name: 'Change' }).click()
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Happy Tuesday!')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Happy Tuesday!')).toBeVisible()
  await page.getByRole('button', { name: 'Back to draft' }).click()
  await expect(page.getByRole('heading', { name: 'Scheduled' })).toHaveCount(0)
  await page.getByRole('link', { name: 'Edit in #general' }).click()
  await expect(composerOf(page)).toHaveValue('Happy Tuesday!')
  expect(await ada.api.chat.scheduled.query()).toEqual([])
})

test('what is typed on the way to another chat goes to that chat', async ({ cast, visit }) => {
  test.setTimeout(240_000)
  const { ada, team } = await cast('ada')
  const { id } = await ada.api.chat.create.mutate({
    workspaceId: team.id,
    kind: 'public',
    name: 'other',
  })
  const channels = [
    { id: team.general, name: 'general' },
    { id, name: 'other' },
  ] as const
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  await hurry(page, channels, 40)
  for (const channel of channels) {
    expect(await misplacedIn(ada, channel)).toEqual([])
    expect((await ada.api.chat.get.query({ chatId: channel.id })).lastSeq).toBeGreaterThan(20)
  }

  const draft = 'half in other '
  const other = composerOf(page, '#other')
  await page.goto(team.chatUrl(id))
  await expect(other).toHaveValue(draft)
  await page.reload()
  await expect(other).toHaveValue(draft)
})

test('a draft outlives the end of its session', async ({ cast, visit }) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  await composerOf(page).fill('half a thought')
  await ada.api.identity.signOutEverywhere.mutate()

  const sheet = page.getByRole('dialog', { name: 'Your session has ended' })
  await expect(sheet).toBeVisible()
  await expect(sheet.getByRole('textbox', { name: 'Email' })).toHaveValue(ada.email)
  await sheet.getByLabel('Password').fill(ada.password)
  await sheet.getByRole('button', { name: 'Sign in' }).click()
  await expect(sheet).toHaveCount(0)

  // Everything works on, where she was, without a reload.
  await expect(composerOf(page)).toHaveValue('half a thought')
  await bo.api.chat.send.mutate(draft(team.general, 'Are you back?'))
  await expect(rowOf(page, 'Are you back?')).toBeVisible()
  await composerOf(page).press('End')
  await page.keyboard.type(', finished')
  await page.keyboard.press('Enter')
  await expect(rowOf(page, 'half a thought, finished')).toBeVisible()
  await expect(page.getByRole('img', { name: 'Sending' })).toHaveCount(0)
})
