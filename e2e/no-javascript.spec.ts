import { composerOf, feedOf, rowOf } from './chat.ts'
import { draft } from './world/draft.ts'
import { personOf } from './world/account.ts'
import { expect, test } from './world.ts'

test('without JavaScript: sign up, read, page back, send, sign out, sign in', async ({
  cast,
  visit,
}) => {
  const { ada, team } = await cast('ada')
  for (let number = 1; number <= 65; number += 1)
    await ada.api.chat.send.mutate(draft(team.general, `entry ${number}.`))
  const { url: invite } = await ada.api.workspace.invite.mutate({ workspaceId: team.id })

  const bo = personOf('bo')
  const page = await visit(null, new URL(invite).pathname, { javaScriptEnabled: false })
  await page.getByRole('textbox', { name: 'Full name' }).fill(bo.name)
  await page.getByRole('textbox', { name: 'Email' }).fill(bo.email)
  await page.getByLabel('Password').fill(bo.password)
  await page.getByRole('button', { name: 'Create account' }).click()

  await expect(rowOf(page, 'entry 65.')).toBeVisible()
  await expect(rowOf(page, 'entry 65.')).toBeInViewport()
  await expect(rowOf(page, 'entry 1.')).toHaveCount(0)

  await page.getByRole('link', { name: 'Older messages' }).click()
  await expect(rowOf(page, 'entry 1.')).toBeAttached()
  await expect(rowOf(page, 'entry 65.')).toHaveCount(0)
  await page.getByRole('link', { name: 'Jump to the newest' }).click()
  await expect(rowOf(page, 'entry 65.')).toBeVisible()

  await composerOf(page).fill('Written on paper.')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(rowOf(page, 'Written on paper.')).toHaveCount(1)
  await page.reload()
  await expect(rowOf(page, 'Written on paper.')).toHaveCount(1)

  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(page).toHaveURL(/\/sign-in$/)
  await page.goto(team.chatUrl(team.general))
  await expect(feedOf(page)).toHaveCount(0)
  await page.getByRole('textbox', { name: 'Email' }).fill(bo.email)
  await page.getByLabel('Password').fill('not the password')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByText('do not match an account')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Email' })).toHaveValue(bo.email)
  await page.getByLabel('Password').fill(bo.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(rowOf(page, 'Written on paper.')).toBeVisible()
})
