import { feedOf, rowOf } from './chat.ts'
import { draft } from './world/draft.ts'
import { complaintsOf, expect, test } from './world.ts'

test('search: complete an operator, narrow by chips and facets, jump to the place', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  for (const body of ['The gantry plan is ready', 'See https://example.org/gantry', 'Unrelated'])
    await ada.api.chat.send.mutate(draft(team.general, body))
  await bo.api.chat.send.mutate(draft(team.general, 'Which gantry do you mean?'))
  const place = { workspaceId: team.id }
  await expect
    .poll(async () => (await bo.api.search.messages.query({ ...place, text: 'gantry' })).total)
    .toBe(3)

  const page = await visit(bo, `/w/${team.slug}/search`)
  const field = page.getByRole('combobox', { name: 'Search messages' })
  await expect(page.getByText('Filters you can use')).toBeVisible()
  await field.fill('gantry ha')
  await page.getByRole('option', { name: /^has:/ }).click()
  await expect(field).toHaveValue('gantry has:')
  await field.press('ArrowDown')
  await field.press('ArrowDown')
  await expect(page.getByRole('option', { name: /has:link/ })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await field.press('Enter')
  await field.press('Enter')
  await expect(page).toHaveURL(/q=gantry\+has:link/)
  await expect(page.getByRole('main').getByText('1 message for')).toBeVisible()
  await page.getByRole('link', { name: 'Remove has:link' }).click()
  await expect(page.getByRole('main').getByText('3 messages for')).toBeVisible()

  await field.fill('')
  await page.getByRole('option', { name: 'Clear recent searches' }).click()
  await expect(page.getByRole('option', { name: 'Recent search' })).toHaveCount(0)
  await field.press('Escape')

  const hits = page.getByRole('region', { name: '#general' })
  await page.getByRole('link', { name: 'Bo Berg, 1 message' }).click()
  await expect(hits.getByRole('listitem')).toHaveCount(1)
  await expect(hits.locator('mark')).toHaveText('gantry')
  await hits.getByRole('link').click()
  await expect(rowOf(page, 'Which gantry do you mean?')).toBeInViewport()
  expect(complaintsOf(page)).toEqual([])
})

test('search without JavaScript: a form, chips, an explained empty answer, a saved search', async ({
  cast,
  visit,
}) => {
  const { ada, team } = await cast('ada')
  await ada.api.chat.send.mutate(draft(team.general, 'A <b>derrick</b> & its log'))
  await expect
    .poll(async () => {
      const input = { workspaceId: team.id, text: 'derrick' }
      return (await ada.api.search.messages.query(input)).total
    })
    .toBe(1)
  await ada.api.chat.create.mutate({ workspaceId: team.id, kind: 'private', name: 'derrick-crew' })
  const page = await visit(ada, `/w/${team.slug}/search`, { javaScriptEnabled: false })
  await page
    .getByRole('combobox', { name: 'Search messages' })
    .fill('derrick before:soonish has:image')
  await page.getByRole('main').getByRole('button', { name: 'Search', exact: true }).click()
  await expect(page.getByRole('main').getByText('“soonish” is not a date')).toBeVisible()
  await expect(page.getByRole('main').getByText('No message found for')).toBeVisible()
  await page.getByRole('link', { name: 'without has:image' }).click()
  await expect(page.locator('mark')).toHaveText('derrick')
  await expect(page.getByRole('main').getByRole('link', { name: 'derrick-crew' })).toBeVisible()
  await expect(page.getByText('A <b>derrick</b> & its log')).toBeVisible()
  await page.getByText('Save this search').first().click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Derricks')
  await page.getByRole('button', { name: 'Save this search' }).click()
  await expect(page.getByRole('main').getByRole('link', { name: 'Derricks' })).toBeVisible()
  await page.getByRole('region', { name: '#general' }).getByRole('link').click()
  await expect(feedOf(page)).toBeVisible()
})
