import { people } from '../fixtures/people.ts'
import { expect, test } from './world.ts'

test('a person sets the app up, lets a program in, and is seen under a new name', async ({
  cast,
  visit,
  world,
}) => {
  const { ada } = await cast('ada')
  const page = await visit(ada, '/settings/preferences')
  const html = page.locator('html')
  await page.getByRole('radio', { name: 'Dark' }).check()
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await page.getByRole('radio', { name: 'Roomy' }).click()
  await expect(html).toHaveAttribute('data-density', 'roomy')
  await expect
    .poll(async () => (await ada.api.identity.me.query()).preferences)
    .toMatchObject({ theme: 'dark', density: 'roomy' })
  await page.reload()
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
  await expect(html).toHaveAttribute('data-theme', 'dark')

  await page.goto('/settings/profile')
  await page.getByRole('textbox', { name: 'Full name' }).fill('Ada King')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.', { exact: true }).last()).toBeVisible()
  await expect(page.getByText('Ada King')).toBeVisible()
  await expect(page).toHaveURL(/\/settings\/profile$/)

  await page.goto('/settings/tokens')
  await page.getByRole('textbox', { name: 'Name' }).fill('deploys')
  await page.getByRole('button', { name: 'Make a token' }).click()
  const token = await page.getByRole('textbox', { name: 'Your new token' }).inputValue()
  const me = () =>
    fetch(`${world.url}/trpc/identity.me`, { headers: { authorization: `Bearer ${token}` } })
  expect(await (await me()).text()).toContain('Ada King')
  await page.getByRole('button', { name: 'Revoke the token deploys' }).click()
  await expect(page.getByText('No program has a token of yours.')).toBeVisible()
  expect((await me()).status).toBe(401)
})

test('whether a browser may show notifications is said, asked for, and tried', async ({
  cast,
  visit,
}) => {
  const { ada } = await cast('ada')
  const page = await visit(ada, '/settings/notifications', { permissions: ['notifications'] })
  const here = page.getByRole('region', { name: 'This browser' })
  await expect(here).toContainText('It may show notifications.')
  await page.evaluate(() => {
    const told = window as { shown?: string | null }
    window.Notification = new Proxy(Notification, {
      construct: (Notice, [title, options]: [string, NotificationOptions]) => {
        told.shown = options.body ?? null
        return new Notice(title, options)
      },
    })
  })
  await here.getByRole('button', { name: 'Try a notification' }).click()
  expect(await page.evaluate(() => (window as { shown?: string }).shown)).toBe(
    'This is what a notification looks like.',
  )
  await page.context().clearPermissions()
  await page.reload()
  await expect(here).not.toContainText('It may show notifications.')
})

test('what is chosen while the page still loads counts once it is alive', async ({
  cast,
  visit,
}) => {
  const { ada } = await cast('ada')
  const page = await visit(ada, '/settings/profile')
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  await page.route('**/assets/*.js', async (route) => {
    await arrived
    await route.continue()
  })
  await page.goto('/settings/preferences', { waitUntil: 'commit' })
  await page.getByRole('radio', { name: 'Dark' }).check()
  await page.getByRole('checkbox', { name: 'Enter sends the message' }).uncheck()
  arrive()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect
    .poll(async () => (await ada.api.identity.me.query()).preferences)
    .toMatchObject({ theme: 'dark', enterSends: false, density: 'cosy' })
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'Enter sends the message' })).not.toBeChecked()
})

test('without JavaScript the settings are forms, and who forgot the password gets a link from an admin', async ({
  cast,
  visit,
}) => {
  const { ada, bo, team } = await cast('ada', 'bo')
  const page = await visit(bo, '/settings/notifications', { javaScriptEnabled: false })
  await page.getByRole('checkbox', { name: 'Sound' }).uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('checkbox', { name: 'Sound' })).not.toBeChecked()
  await expect(page.getByRole('status')).toHaveText('Saved.')
  expect((await bo.api.identity.me.query()).preferences.notifySound).toBe(false)

  const admin = await visit(ada, `/w/${team.slug}/admin/members`, { javaScriptEnabled: false })
  await admin.getByText('Link to reset a password').click()
  await admin.getByLabel('For', { exact: true }).selectOption({ label: people.bo.name })
  await admin.getByRole('button', { name: 'Make a link' }).click()
  const link = await admin.getByRole('textbox', { name: 'Link to reset' }).inputValue()
  const visitor = await visit(null, new URL(link).pathname, { javaScriptEnabled: false })
  await visitor.getByLabel('New password').fill('a new one, longer')
  await visitor.getByRole('button', { name: 'Change the password' }).click()
  await visitor.getByRole('textbox', { name: 'Email' }).fill(bo.email)
  await visitor.getByLabel('Password').fill('a new one, longer')
  await visitor.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(visitor).toHaveURL(/\/w\//)
  await page.reload()
  await expect(page).toHaveURL(/\/sign-in/)
})
