import type { Page } from '@playwright/test'
import { verifyExport } from '../scripts/verify-export/verify.ts'
import { personOf, signUp } from './world/account.ts'
import { draft } from './world/draft.ts'
import { complaintsOf, expect, test } from './world.ts'

/** The link of a part of the administration. */
const partOf = (page: Page, name: string) =>
  page
    .getByRole('navigation', { name: 'Parts of the administration' })
    .getByRole('link', { name, exact: true })

test('an admin invites a guest, suspends somebody, and finds both in the log', async ({
  cast,
  visit,
  world,
}) => {
  const { ada, team } = await cast('ada')
  const page = await visit(ada, `/w/${team.slug}/admin`)
  await expect(page.getByRole('heading', { name: 'Administration' })).toBeVisible()

  await partOf(page, 'Invites').click()
  await page.getByLabel('They join as').selectOption('guest')
  await page.getByLabel('For how many people').fill('1')
  await page.getByRole('button', { name: 'Make invite link' }).click()
  const invite = await page.getByLabel('Invite link').inputValue()
  await expect(page.getByText('0 of 1 used')).toBeVisible()
  await signUp(world.url, personOf('cleo'), { invite })
  await page.reload()
  await expect(page.getByText('0 of 1 used')).toHaveCount(0)

  await partOf(page, 'Members').click()
  const row = page.getByRole('listitem').filter({ hasText: 'Cleo Marsh' })
  await expect(row.getByRole('combobox', { name: 'Role of Cleo Marsh' })).toHaveValue('guest')
  await row.getByRole('combobox', { name: 'Role of Cleo Marsh' }).selectOption('member')
  await row.getByRole('button', { name: 'Save the role of Cleo Marsh' }).click()
  await row.getByRole('button', { name: 'Suspend Cleo Marsh' }).click()
  await expect(row.getByText('suspended')).toBeVisible()

  await partOf(page, 'Audit log').click()
  const entries = page.getByRole('listitem').filter({ hasText: 'Ada Lovelace' })
  await expect(entries.filter({ hasText: 'Suspended a member' })).toContainText('Cleo Marsh')
  await page.getByLabel('Act').selectOption({ label: 'Made an invite' })
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(entries.filter({ hasText: 'Suspended a member' })).toHaveCount(0)
  await expect(entries.filter({ hasText: 'Made an invite' })).toBeVisible()
  await page.getByRole('button', { name: 'Check that nothing was changed' }).click()
  await expect(page.getByRole('status')).toContainText('is whole')

  await partOf(page, 'Retention').click()
  await page.getByLabel('Days to keep messages', { exact: true }).fill('365')
  const saved = page.waitForResponse(/workspace\.setRetention/)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await saved
  await page.reload()
  await expect(page.getByLabel('Days to keep messages', { exact: true })).toHaveValue('365')
  await partOf(page, 'System').click()
  await expect(page.getByRole('listitem').filter({ hasText: 'postgres' })).toContainText('answers')
  const indexes = () => ada.api.search.indexes.query({ workspaceId: team.id })
  const before = await indexes()
  const rebuild = page.getByRole('button', { name: 'Make it anew' })
  await rebuild.click()
  await expect.poll(indexes, { timeout: 30_000 }).not.toEqual(before)
  // What it has come to shows by itself.
  await expect(rebuild).toBeEnabled({ timeout: 30_000 })
  await expect(page.getByRole('progressbar')).toHaveCount(0)
  expect(complaintsOf(page)).toEqual([])
})

test('without JavaScript: roles, invites, rules and the log by plain forms', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  await ada.api.workspace.setRetention.mutate({ workspaceId: team.id, days: 30 })
  const page = await visit(ada, `/w/${team.slug}/admin/invites`, { javaScriptEnabled: false })
  await page.getByRole('button', { name: 'Make invite link' }).click()
  await expect(page.getByLabel('Invite link')).toHaveValue(/\/invite\//)
  await page
    .getByRole('button', { name: /Withdraw the invite for a Member/ })
    .first()
    .click()
  await expect(page).toHaveURL(/\/admin\/invites$/)

  await partOf(page, 'Retention').click()
  await page.getByLabel('Days to keep messages in #general').fill('7')
  await page.getByRole('button', { name: 'Save the rule of #general' }).click()
  await expect(page.getByLabel('Days to keep messages in #general')).toHaveValue('7')

  await partOf(page, 'Members').click()
  await page.getByRole('searchbox', { name: 'Search by name or address' }).fill('bo berg')
  await page.getByRole('button', { name: 'Search', exact: true }).last().click()
  await expect(page.getByRole('listitem').filter({ hasText: bo.name })).toHaveCount(1)

  await partOf(page, 'System').click()
  await page.getByRole('button', { name: 'Make it anew' }).click()
  await expect(page).toHaveURL(/\/admin\/system$/)

  await partOf(page, 'Audit log').click()
  await expect(page.getByRole('listitem').filter({ hasText: 'search index' })).toHaveCount(1)
  await page.getByLabel('Act').selectOption({ label: 'Withdrew an invite' })
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Withdrew an invite' })).toHaveCount(1)
})

test('an owner exports the workspace and checks what she got', async ({ cast, visit, founder }) => {
  const { team } = await cast('ada')
  await founder.api.chat.send.mutate(draft(team.general, 'to be exported'))
  const page = await visit(founder, `/w/${team.slug}/admin/exports`)
  await page.getByRole('button', { name: 'Make an export' }).click()
  const link = page.getByRole('link', { name: 'Download' })
  await expect(async () => {
    await page.reload()
    await expect(link).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 30_000 })
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  const { problems, manifest } = await verifyExport(await download.path())
  expect(problems).toEqual([])
  expect(manifest?.files[`messages/${team.general}.jsonl`]?.rows).toBeGreaterThan(0)
  await page.goto(`/w/${team.slug}/admin/audit`)
  await expect(page.getByRole('listitem').filter({ hasText: 'Downloaded an export' })).toBeVisible()
  expect(complaintsOf(page)).toEqual([])
})
