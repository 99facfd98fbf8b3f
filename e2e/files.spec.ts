import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { FileId } from '../shared/ids.ts'
import { composerOf, isAlive, rowOf, say, seenIn } from './chat.ts'
import { attach, filmOf, give, pictureOf, printOf, silence, textFile, trayOf } from './papers.ts'
import { draft } from './world/draft.ts'
import { complaintsOf, expect, test } from './world.ts'

const seriousOn = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

test('Ada sends pictures, a paper and a program; Bo looks through them by keyboard', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const [hers, his] = [
    await visit(ada, team.chatUrl(team.general)),
    await visit(bo, team.chatUrl(team.general)),
  ]
  await isAlive(hers)
  await isAlive(his)
  await say(his, 'show me')
  await attach(
    hers,
    await pictureOf(hers, 'quay.png'),
    await pictureOf(his, 'mole.png'),
    await printOf(hers, 'plan.pdf'),
    textFile('crane.ts', 'const load = 74 // percent'),
    textFile('draft.txt', 'not yet'),
  )
  const tray = trayOf(hers)
  await expect(tray.getByRole('listitem')).toHaveCount(5)
  await tray.getByRole('button', { name: 'Remove draft.txt' }).click()
  await expect(tray.getByRole('listitem')).toHaveCount(4)
  await expect(tray.getByRole('progressbar')).toHaveCount(0)
  await tray.getByRole('textbox', { name: 'Description of quay.png' }).fill('The quay at dawn')
  await tray.getByRole('textbox', { name: 'Description of quay.png' }).blur()
  expect(await seriousOn(hers)).toEqual([])
  // Files are enough: nothing needs to be written.
  await composerOf(hers).press('Enter')
  await expect(tray).toHaveCount(0)

  const row = rowOf(his, 'plan.pdf')
  await expect(row.getByRole('img', { name: 'The quay at dawn' })).toBeVisible()
  await row.getByRole('link', { name: 'The quay at dawn' }).press('Enter')
  const shown = (name: string) => his.getByRole('dialog', { name })
  await expect(shown('quay.png').getByRole('img', { name: 'The quay at dawn' })).toBeVisible()
  expect(await seriousOn(his)).toEqual([])
  await his.keyboard.press('ArrowRight')
  await expect(shown('mole.png')).toBeVisible()
  await his.keyboard.press('ArrowRight')
  const page = shown('plan.pdf').getByRole('img', { name: 'Page 1 of' }).first()
  await expect(page).toHaveAttribute('data-drawn', '')
  await expect(shown('plan.pdf').getByRole('group')).toContainText('general')
  expect(await seriousOn(his)).toEqual([])
  await his.keyboard.press('ArrowRight')
  await expect(shown('crane.ts').locator('.code-keyword')).toHaveText('const')
  await his.keyboard.press('Home')
  await expect(shown('quay.png')).toBeVisible()
  await his.keyboard.press('Escape')
  await expect(his.getByRole('dialog')).toHaveCount(0)
  await expect(row.getByRole('link', { name: 'The quay at dawn' })).toBeFocused()

  const address = await row.getByRole('link', { name: 'Download plan.pdf' }).getAttribute('href')
  expect((await his.request.get(address ?? '')).status()).toBe(200)
  expect(complaintsOf(hers)).toEqual([])
  expect(complaintsOf(his)).toEqual([])
  await bo.api.workspace.leave.mutate({ workspaceId: team.id })
  expect((await his.request.get(address ?? '')).status()).toBe(404)
})

test('Ada plays what Bo has recorded', async ({ cast, visit }) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const his = await visit(bo, team.chatUrl(team.general))
  await isAlive(his)
  await attach(his, silence('hum.wav'), await filmOf(his, 'crane.webm'))
  await say(his, 'listen')
  const hers = await visit(ada, team.chatUrl(team.general))
  const row = rowOf(hers, 'listen')
  for (const [kind, name] of [
    ['audio', 'hum.wav'],
    ['video', 'crane.webm'],
  ] as const) {
    const player = row.locator(kind)
    await expect(player).toHaveAccessibleName(name)
    await player.evaluate((media: HTMLMediaElement) => media.play())
    await expect
      .poll(() => player.evaluate(({ currentTime }: HTMLMediaElement) => currentTime))
      .toBeGreaterThan(0)
  }
  expect(await seriousOn(hers)).toEqual([])
  expect(complaintsOf(hers)).toEqual([])
})

test('what Ada drops and pastes is attached, and stays while she reads elsewhere or loads anew', async ({
  cast,
  visit,
}) => {
  const { ada, team } = await cast('ada')
  const { id: quiet } = await ada.api.chat.create.mutate({
    workspaceId: team.id,
    kind: 'public',
    name: 'quiet',
  })
  await ada.api.chat.send.mutate(draft(team.general, 'the desk is clear'))
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  await give(page.getByRole('feed'), 'drop', textFile('dropped.txt', 'from the desk'))
  await expect(trayOf(page).getByRole('listitem')).toContainText(['dropped.txt'])
  await give(composerOf(page), 'paste', await pictureOf(page, 'pasted.png'))
  await give(composerOf(page), 'paste', await pictureOf(page, 'swept.png'))
  await expect(trayOf(page).getByRole('listitem')).toHaveCount(3)
  await expect(trayOf(page).getByRole('progressbar')).toHaveCount(0)

  // What has arrived is there after a reload, as long as the server has it.
  await page.reload()
  const swept = trayOf(page).getByRole('listitem').filter({ hasText: 'swept.png' })
  await swept.locator('img').evaluate((image: HTMLImageElement) => image.decode())
  const address = (await swept.locator('img').getAttribute('src')) ?? ''
  const id = /[0-9a-f-]{36}/.exec(address)?.[0] as FileId
  await ada.api.files.discard.mutate({ id })
  await page.reload()
  await expect(trayOf(page).getByRole('listitem')).toHaveCount(2)

  const sidebar = page.getByRole('navigation', { name: 'Channels and messages' })
  await sidebar.getByRole('link', { name: 'quiet' }).click()
  await expect(page).toHaveURL(team.chatUrl(quiet))
  await expect(composerOf(page, '#quiet')).toBeVisible()
  await expect(trayOf(page)).toHaveCount(0)
  await sidebar.getByRole('link', { name: 'general' }).click()
  await expect(trayOf(page).getByRole('listitem')).toHaveCount(2)
  await say(page, 'both')
  await expect(rowOf(page, 'both').getByRole('img', { name: 'pasted.png' })).toBeVisible()
  await expect(rowOf(page, 'both').getByRole('link', { name: /^dropped\.txt/ })).toBeVisible()
  expect(complaintsOf(page)).toEqual([])
})

test('an upload that breaks off says so, and goes on when Ada asks for it', async ({
  cast,
  visit,
}) => {
  const { ada, team } = await cast('ada')
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  const parts = '**/files/*?offset=*'
  await page.route(parts, (route) => route.abort())
  await attach(page, textFile('plan.txt', 'turn left'))
  await expect(trayOf(page).getByRole('alert')).toHaveText('The upload broke off.')
  await composerOf(page).fill('the way')
  await composerOf(page).press('Enter')
  await expect(composerOf(page), 'a message does not leave its file behind').toHaveValue('the way')
  await page.unroute(parts)
  await trayOf(page).getByRole('button', { name: 'Upload plan.txt again' }).click()
  await expect(trayOf(page).getByRole('alert')).toHaveCount(0)
  await composerOf(page).press('Enter')
  await expect(rowOf(page, 'the way').getByRole('link', { name: /^plan\.txt/ })).toBeVisible()
})

test('what is on its way goes on after a reload, in one tab of two', async ({ cast, visit }) => {
  const { ada, team } = await cast('ada')
  const page = await visit(ada, team.chatUrl(team.general))
  await isAlive(page)
  const parts = '**/files/*?offset=*'
  // A line on which nothing arrives.
  await page.route(parts, () => {})
  await attach(page, textFile('plan.txt', 'turn left'), await pictureOf(page, 'quay.png'))
  await expect(trayOf(page).getByRole('progressbar')).toHaveCount(2)

  const other = await page.context().newPage()
  await other.goto(team.chatUrl(team.general))
  const sent: string[] = []
  other.on('request', (request) => request.method() === 'PUT' && sent.push(request.url()))
  await expect(trayOf(other).getByRole('progressbar')).toHaveCount(2)
  expect(sent, 'the first tab has them in hand').toEqual([])

  // The page ends, and the other tab goes on with what it had begun.
  await page.reload()
  await expect.poll(() => sent).toHaveLength(2)
  for (const tab of [page, other]) {
    await expect(trayOf(tab).getByRole('listitem')).toHaveCount(2)
    await expect(trayOf(tab).getByRole('progressbar')).toHaveCount(0)
  }
  await say(page, 'here they are')
  const row = rowOf(page, 'here they are')
  await expect(row.getByRole('link', { name: /^plan\.txt/ })).toBeVisible()
  await expect(row.getByRole('img', { name: 'quay.png' })).toBeVisible()
  await expect(trayOf(other)).toHaveCount(0)
})

test('a message sent too early waits for its file, over a reload, or is taken back', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const [hers, his] = [
    await visit(ada, team.chatUrl(team.general)),
    await visit(bo, team.chatUrl(team.general)),
  ]
  await isAlive(hers)
  await isAlive(his)
  const parts = '**/files/*?offset=*'
  // A line on which nothing arrives.
  await hers.route(parts, () => {})
  await attach(hers, textFile('first.txt', 'one'))
  await say(hers, 'early one')
  await attach(hers, textFile('second.txt', 'two'))
  await say(hers, 'early two')
  await say(hers, 'early three')
  await expect(rowOf(hers, 'early one').getByRole('progressbar')).toHaveAccessibleName(
    'Uploading first.txt',
  )
  expect(await seriousOn(hers)).toEqual([])
  await rowOf(hers, 'early one').getByRole('button', { name: 'Cancel sending' }).click()
  await expect(rowOf(hers, 'early one')).toHaveCount(0)
  await expect(rowOf(his, /early/)).toHaveCount(0)

  await hers.unroute(parts)
  await hers.reload()
  await expect(rowOf(his, 'early two').getByRole('link', { name: /^second\.txt/ })).toBeVisible()
  await expect(rowOf(his, 'early three')).toBeVisible()
  expect(await seenIn(his, /early (one|two|three)/)).toEqual(['early two', 'early three'])
  await expect(rowOf(hers, 'early two').getByRole('link', { name: /^second\.txt/ })).toBeVisible()
})

test('what Ada deletes is gone for Bo as well', async ({ cast, visit }) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const [hers, his] = [
    await visit(ada, team.chatUrl(team.general)),
    await visit(bo, team.chatUrl(team.general)),
  ]
  await isAlive(hers)
  await attach(hers, textFile('secret.txt', 'the number is 42'))
  await say(hers, 'look')
  const link = rowOf(his, 'look').getByRole('link', { name: 'Download secret.txt' })
  const address = (await link.getAttribute('href')) ?? ''
  expect(await (await his.request.get(address)).text()).toBe('the number is 42')

  await rowOf(hers, 'look').hover()
  await rowOf(hers, 'look').getByRole('button', { name: 'More' }).click()
  await hers.getByRole('menuitem', { name: 'Delete' }).click()
  await hers.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(link).toHaveCount(0)
  expect((await his.request.get(address)).status()).toBe(404)
})

test('Ada shows her face to everybody at once, and takes it away again', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const me = await ada.api.identity.me.query()
  await bo.api.chat.openDirect.mutate({ workspaceId: team.id, userId: me.id })
  await ada.api.chat.send.mutate(draft(team.general, 'here I am'))
  const his = await visit(bo, team.chatUrl(team.general))
  await isAlive(his)
  const elsewhere = await visit(ada, team.chatUrl(team.general))
  await isAlive(elsewhere)
  const hers = await visit(ada, '/settings/profile')
  await hers.getByLabel('Picture', { exact: true }).setInputFiles(await pictureOf(his, 'me.png'))
  expect(await seriousOn(hers)).toEqual([])
  await hers.getByRole('button', { name: 'Use this picture' }).click()
  // Bo reads on: he does not load anything again.
  const face = rowOf(his, 'here I am').locator('img.avatar')
  await expect(face).toBeVisible()
  expect(await face.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(256)
  await expect(
    his.getByRole('navigation', { name: 'Channels and messages' }).locator('img.avatar'),
  ).toBeVisible()
  const mine = elsewhere.getByRole('link', { name: 'Ada Lovelace: status and settings' })
  await expect(mine.locator('img.avatar')).toBeVisible()
  await his.goto(`/w/${team.slug}/people`)
  await expect(his.getByRole('main').locator('img.avatar')).toBeVisible()
  await hers.getByRole('button', { name: 'Remove the picture' }).click()
  await expect(his.locator('img.avatar')).toHaveCount(0)
  expect(complaintsOf(his)).toEqual([])
})

test('Bo finds the files of a chat by kind and person, without JavaScript as well', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const [hers, his] = [
    await visit(ada, team.chatUrl(team.general)),
    await visit(bo, team.chatUrl(team.general)),
  ]
  await isAlive(hers)
  await isAlive(his)
  await attach(hers, await pictureOf(hers, 'quay.png'), textFile('plan.txt', 'turn left'))
  await say(hers, 'from Ada')
  await expect(rowOf(his, 'from Ada')).toBeVisible()
  await attach(his, textFile('hook.txt', 'a hook'))
  await say(his, 'from Bo')
  await expect(rowOf(hers, 'from Bo').getByRole('link', { name: /^hook/ })).toBeVisible()

  await his.getByRole('link', { name: 'About #general' }).click()
  await his.getByRole('link', { name: 'Files of this chat' }).click()
  const listed = (page: Page) => page.getByRole('list', { name: /^Files/ }).getByRole('listitem')
  await expect(listed(his)).toContainText(['hook.txt', 'quay.png', 'plan.txt'])
  expect(await seriousOn(his)).toEqual([])
  await his.getByRole('combobox', { name: 'Sent by' }).selectOption('Ada Lovelace')
  await expect(listed(his)).toHaveCount(2)
  await expect(listed(his)).toContainText(['quay.png', 'plan.txt'])
  await his.getByRole('link', { name: 'plan.txt', exact: true }).click()
  await expect(his.getByRole('dialog', { name: 'plan.txt' })).toContainText('turn left')
  await his.keyboard.press('Escape')
  await his.getByRole('link', { name: 'Pictures' }).click()
  await expect(listed(his)).toHaveCount(1)
  await listed(his).getByRole('time').click()
  await expect(rowOf(his, 'from Ada')).toBeInViewport()

  const plain = await visit(ada, `/w/${team.slug}/files`, { javaScriptEnabled: false })
  await expect(listed(plain)).toHaveCount(3)
  await plain.getByRole('combobox', { name: 'Sent by' }).selectOption('Bo Berg')
  await plain.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(listed(plain)).toContainText(['hook.txt'])
  await expect(listed(plain)).toHaveCount(1)
  expect(complaintsOf(his)).toEqual([])
})

test('without JavaScript a file goes with the form, and can be read', async ({ cast, visit }) => {
  const { ada, team } = await cast('ada')
  const page = await visit(ada, team.chatUrl(team.general), { javaScriptEnabled: false })
  await attach(page, textFile('plan.txt', 'turn left at the crane'))
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  const link = page.getByRole('link', { name: /^plan\.txt/ })
  await expect(link).toBeVisible()
  await link.click()
  await expect(page.getByText('turn left at the crane')).toBeVisible()
})
