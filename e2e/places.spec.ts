import { complaintsOf, expect, test } from './world.ts'

test('an admin makes a bot, gives it a channel and a token, and takes both back', async ({
  cast,
  visit,
  world,
}) => {
  const { ada, team } = await cast('ada')
  const page = await visit(ada, `/w/${team.slug}/admin/bots`)
  const acting = (token: string) =>
    fetch(`${world.url}/trpc/workspace.list`, { headers: { authorization: `Bearer ${token}` } })

  await page.getByRole('textbox', { name: 'Name' }).fill('Deploys')
  await page.getByRole('button', { name: 'Make a bot' }).click()
  const card = page.getByRole('region', { name: 'Deploys' })
  await card.getByRole('combobox', { name: 'Channel for Deploys' }).selectOption('#general')
  await card.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(card.getByRole('listitem').filter({ hasText: '#general' })).toBeVisible()

  await card.getByText('New token').click()
  await card.getByRole('textbox', { name: 'Name' }).fill('ci')
  await card.getByRole('button', { name: 'Make a token' }).click()
  const token = await card.getByLabel('Your new token').inputValue()
  expect((await acting(token)).status).toBe(200)

  await page.reload()
  const revoke = card.getByRole('button', { name: 'Revoke the token ci' })
  await expect(revoke).toBeVisible()
  await expect(card.getByLabel('Your new token')).toHaveCount(0)
  await revoke.click()
  await expect(card.getByText('No tokens')).toBeVisible()
  expect((await acting(token)).status).toBe(401)
  await card.getByRole('button', { name: 'Remove Deploys from #general' }).click()
  await expect(card.getByText('In no channel')).toBeVisible()
  expect(complaintsOf(page)).toEqual([])
})

test('an invite joins the channels that were chosen, also without JavaScript', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const { id } = await ada.api.chat.create.mutate({
    workspaceId: team.id,
    kind: 'private',
    name: 'cranes',
  })
  const page = await visit(ada, `/w/${team.slug}/people`, { javaScriptEnabled: false })
  await page.getByRole('checkbox', { name: '#cranes' }).check()
  await page.getByRole('button', { name: 'Make invite link' }).click()
  const link = await page.getByLabel('Invite link').inputValue()

  // Whoever is in the workspace already joins no channel by it; after leaving, by the link and nothing else.
  const bos = await visit(bo, '/settings/data', { javaScriptEnabled: false })
  await bos.getByText('Leave…').click()
  await bos.getByRole('button', { name: 'Leave Story' }).click()
  await expect(bos.getByRole('link', { name: 'Story' })).toHaveCount(0)
  await bos.goto(link)
  await bos.getByRole('button', { name: 'Accept invite' }).click()
  await expect
    .poll(async () =>
      (await bo.api.chat.list.query({ workspaceId: team.id })).map((chat) => chat.id),
    )
    .toContain(id)
})

test('its last owner cannot leave a workspace; what is hers comes as an archive', async ({
  founder,
  visit,
}) => {
  const { slug } = await founder.api.workspace.create.mutate({ name: 'Lone' })
  const page = await visit(founder, '/settings/data')
  const row = page.getByRole('listitem').filter({ has: page.locator(`a[href="/w/${slug}"]`) })
  await row.getByText('Leave…').click()
  await row.getByRole('button', { name: 'Leave Lone' }).click()
  await expect(page.getByRole('alert')).toContainText('needs an owner')

  await page.getByRole('button', { name: 'Make an archive' }).click()
  await expect(page.getByRole('link', { name: 'Download' })).toBeVisible({ timeout: 30_000 })
  expect(complaintsOf(page).filter((said) => !said.includes('409'))).toEqual([])
})

test('a search that is kept stands in the sidebar, is renamed and removed', async ({
  cast,
  visit,
}) => {
  const { ada, team } = await cast('ada')
  const page = await visit(ada, `/w/${team.slug}/search?q=crane`)
  const sidebar = page.getByRole('region', { name: 'Saved searches' }).first()
  await ada.api.search.save.mutate({ workspaceId: team.id, query: 'crane', name: 'Cranes' })
  await page.reload()
  const link = (name: string) => page.locator('#sidebar').getByRole('link', { name })
  await expect(link('Cranes')).toBeVisible()
  await page.getByText('Rename this search').first().click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Harbour')
  await page.getByRole('button', { name: 'Rename this search' }).click()
  await expect(link('Harbour')).toBeVisible()
  await page.getByRole('button', { name: 'Remove the saved search Harbour' }).click()
  await expect(link('Harbour')).toHaveCount(0)
  await expect(sidebar).toHaveCount(0)
})
