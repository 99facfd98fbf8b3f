import { composerOf, isAlive, rowOf, say } from './chat.ts'
import { expect, test } from './world.ts'

test('signing out everywhere ends the other browser within two seconds', async ({
  cast,
  visit,
  world,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const laptop = await visit(ada, team.chatUrl(team.general))
  const phone = await visit(null, '/sign-in')
  await phone.getByRole('textbox', { name: 'Email' }).fill(ada.email)
  await phone.getByLabel('Password').fill(ada.password)
  await phone.getByRole('button', { name: 'Sign in', exact: true }).click()
  await isAlive(phone)
  await isAlive(laptop)

  // Both streams are open: a message arrives on both.
  const bos = await visit(bo, team.chatUrl(team.general))
  await isAlive(bos)
  await say(bos, 'Good evening.')
  for (const page of [laptop, phone]) await expect(rowOf(page, 'Good evening.')).toBeVisible()

  await composerOf(phone).fill('Half a thought')

  await laptop.goto('/settings/sessions')
  await laptop.getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(laptop).toHaveURL(/\/sign-in$/)
  await expect(phone.getByText('Your session has ended. Your drafts are kept.')).toBeVisible({
    timeout: 2_000,
  })

  const answer = await phone.request.get(`${world.url}/trpc/identity.me`)
  expect(answer.status()).toBe(401)
  await expect(ada.api.identity.me.query()).rejects.toThrow()
  // The other person's session lives on.
  await say(bos, 'Still here.')
  await expect(rowOf(bos, 'Still here.')).toBeVisible()
  await expect(rowOf(phone, 'Still here.')).toHaveCount(0)

  // She signs in again over the page, and goes on where she was.
  const sheet = phone.getByRole('dialog', { name: 'Your session has ended' })
  await expect(sheet.getByLabel('Password')).toBeFocused()
  await phone.keyboard.type(ada.password)
  await phone.keyboard.press('Enter')
  await expect(sheet).toHaveCount(0)
  await expect(rowOf(phone, 'Still here.')).toBeVisible()
  await expect(composerOf(phone)).toHaveValue('Half a thought')
})
