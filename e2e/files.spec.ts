import { composerOf, isAlive, rowOf } from './chat.ts'
import { complaintsOf, expect, test } from './world.ts'

const paper = {
  name: 'plan.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.7\n%âãÏÓ\n', 'latin1'),
}

test('two pictures and a paper reach another person, who looks through them by keyboard', async ({
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
  const picture = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/png', buffer })
  await hers
    .locator('input[type=file]')
    .setInputFiles([
      picture('quay.png', await hers.screenshot()),
      picture('mole.png', await his.screenshot({ clip: { x: 0, y: 0, width: 300, height: 400 } })),
      paper,
      { ...paper, name: 'draft.pdf' },
    ])
  const tray = hers.getByRole('list', { name: 'Files to send' })
  await expect(tray.getByRole('listitem')).toHaveCount(4)
  await tray.getByRole('button', { name: 'Remove draft.pdf' }).click()
  await expect(tray.getByRole('listitem')).toHaveCount(3)
  await expect(tray.getByRole('progressbar')).toHaveCount(0)
  // Files are enough: nothing needs to be written.
  await composerOf(hers).press('Enter')
  await expect(tray).toHaveCount(0)

  const row = rowOf(his, 'plan.pdf')
  await expect(row.getByRole('img', { name: 'quay.png' })).toBeVisible()
  await expect(row.getByRole('img', { name: 'mole.png' })).toBeVisible()
  await row.getByRole('link', { name: 'quay.png' }).press('Enter')
  const lightbox = his.getByRole('dialog', { name: 'quay.png' })
  await expect(lightbox).toBeVisible()
  await his.keyboard.press('ArrowRight')
  await expect(his.getByRole('dialog', { name: 'mole.png' })).toBeVisible()
  await his.keyboard.press('Escape')
  await expect(his.getByRole('dialog')).toHaveCount(0)
  await expect(row.getByRole('link', { name: 'quay.png' })).toBeFocused()

  const address = (await row.getByRole('link', { name: 'plan.pdf' }).getAttribute('href')) ?? ''
  expect((await his.request.get(address)).status()).toBe(200)
  expect(complaintsOf(hers)).toEqual([])
  expect(complaintsOf(his)).toEqual([])
  await bo.api.workspace.leave.mutate({ workspaceId: team.id })
  expect((await his.request.get(address)).status()).toBe(404)
})

test('without JavaScript a file goes with the form', async ({ cast, visit }) => {
  const { ada, team } = await cast('ada')
  const page = await visit(ada, team.chatUrl(team.general), { javaScriptEnabled: false })
  await page.getByLabel('Attach files').and(page.locator('input')).setInputFiles(paper)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(rowOf(page, 'plan.pdf').getByRole('link', { name: 'plan.pdf' })).toBeVisible()
})
