import type { Page } from '@playwright/test'
import { composerOf, feedOf, isAlive, linkOf, rowOf, say } from './chat.ts'
import type { Person } from './world/account.ts'
import { personOf } from './world/account.ts'
import { complaintsOf, expect, test } from './world.ts'

test.use({ installation: 'unclaimed' })

const fillIn = async (page: Page, person: Person) => {
  await page.getByRole('textbox', { name: 'Full name' }).fill(person.name)
  await page.getByRole('textbox', { name: 'Email' }).fill(person.email)
  await page.getByLabel('Password').fill(person.password)
}

const createChannel = async (page: Page, name: string, kind: 'Public' | 'Private') => {
  await page.getByRole('link', { name: 'Browse and create channels' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name)
  await page.getByRole('radio', { name: new RegExp(`^${kind}`) }).check()
  await page.getByRole('button', { name: 'Create channel' }).click()
  await expect(composerOf(page, `#${name}`)).toBeVisible()
  await isAlive(page)
}

const search = async (page: Page, text: string) => {
  await page.getByRole('searchbox', { name: 'Search' }).fill(text)
  await page.getByRole('searchbox', { name: 'Search' }).press('Enter')
  await expect(page.getByRole('heading', { name: 'Search', level: 1 })).toBeVisible()
}

test('two people found a workspace, talk, ask the bot, search and count', async ({
  visit,
  world,
}) => {
  test.setTimeout(120_000)
  const [ada, bo] = [personOf('ada'), personOf('bo')]
  const adas = await visit(null, '/')

  await test.step('the first visitor is invited to create the first account', async () => {
    await expect(adas).toHaveURL(/\/sign-up$/)
    await fillIn(adas, ada)
    await adas.getByRole('textbox', { name: 'Workspace name' }).fill('Analytical Engines')
    await adas.getByRole('button', { name: 'Create account' }).click()
    await expect(composerOf(adas)).toBeVisible()
    await isAlive(adas)
  })

  await test.step('#general comes rendered by the server', async () => {
    const html = await (await adas.request.get(adas.url())).text()
    expect(html).toContain('aria-label="Messages in #general"')
    expect(html).toContain('aria-label="Message #general"')
    expect(html).toMatch(/<nav[^>]* aria-label="Channels and messages"/)
  })

  let invite = ''
  await test.step('she makes a public and a private channel and an invite link', async () => {
    await createChannel(adas, 'harbour', 'Public')
    await createChannel(adas, 'vault', 'Private')
    await say(adas, 'The cipher is heliotrope.', '#vault')
    await adas.getByRole('link', { name: 'People and invites' }).click()
    await expect(adas.getByRole('listitem').filter({ hasText: 'bot' }).first()).toBeVisible()
    await adas.getByRole('button', { name: 'Make invite link' }).click()
    invite = await adas.getByRole('textbox', { name: 'Invite link' }).inputValue()
    expect(invite).toContain(`${world.url}/invite/`)
  })

  await test.step('she opens a direct message with the bot, who answers', async () => {
    await adas.getByRole('button', { name: 'Message bot' }).click()
    await expect(composerOf(adas, 'bot')).toBeVisible()
    await isAlive(adas)
    await say(adas, 'What is the cipher?', 'bot')
    await expect(rowOf(adas, 'heliotrope', 'bot').first()).toBeVisible({ timeout: 20_000 })
    await linkOf(adas, 'general').click()
    await isAlive(adas)
  })

  const bos = await visit(null, new URL(invite).pathname)
  await test.step('he accepts the invite and is in #general', async () => {
    await expect(bos.getByRole('heading', { name: 'Join Analytical Engines' })).toBeVisible()
    await fillIn(bos, bo)
    await bos.getByRole('button', { name: 'Create account' }).click()
    await expect(composerOf(bos)).toBeVisible()
    await isAlive(bos)
  })

  await test.step('what one says the other sees, in order, without reloading', async () => {
    await say(adas, 'Welcome aboard, Bo.')
    await expect(rowOf(bos, 'Welcome aboard, Bo.')).toBeVisible()
    await say(bos, 'Thank you, Ada.')
    await say(bos, 'We decided to paint the crane yellow.')
    await expect(rowOf(adas, 'the crane yellow')).toBeVisible()
    await say(adas, 'Yellow it is.')
    await expect(rowOf(bos, 'Yellow it is.')).toBeVisible()
    const said = ['Welcome aboard', 'Thank you', 'the crane yellow', 'Yellow it is']
    for (const page of [adas, bos])
      await expect(feedOf(page).getByRole('article')).toContainText(said)
  })

  await test.step('she sees him typing', async () => {
    // It is told at most every three seconds, and he has just written.
    await expect(async () => {
      await composerOf(bos).press('m')
      await expect(adas.getByText('Bo Berg is typing…')).toBeVisible({ timeout: 500 })
    }).toPass()
    await composerOf(bos).fill('')
  })

  await test.step('what she has not read is marked, a mention too', async () => {
    await linkOf(adas, /^harbour/).click()
    await expect(composerOf(adas, '#harbour')).toBeVisible()
    await say(bos, 'First of two.')
    await say(bos, '@Ada second of two.')
    // What came before counts as read only if she did something since: how much waits is hers to tell.
    await expect(linkOf(adas, /^general, \d unread, 1 mention$/)).toBeVisible()
    // It counts as read when she has seen it for a moment.
    const general = (await linkOf(adas, /^general/).getAttribute('href'))?.split('/').at(-1) ?? ''
    let read = 0
    adas.on('response', (answer) => {
      const asked = answer.request().postData() ?? ''
      if (answer.url().includes('chat.markRead') && asked.includes(general))
        read = Number(/"seq":(\d+)/.exec(asked)?.[1])
    })
    await linkOf(adas, /^general, \d unread, 1 mention$/).click()
    const second = rowOf(adas, 'second of two.')
    await expect(second).toBeVisible()
    const seq = Number(await second.getAttribute('data-seq'))
    await expect.poll(() => read).toBeGreaterThanOrEqual(seq)
    await linkOf(adas, /^harbour/).click()
    await expect(linkOf(adas, 'general')).toBeVisible()
  })

  await test.step('he joins the public channel; it survives a reload', async () => {
    await bos.getByRole('link', { name: 'Browse and create channels' }).click()
    await expect(bos.getByText('#vault')).toHaveCount(0)
    await bos.getByRole('button', { name: 'Join #harbour' }).click()
    await isAlive(bos)
    await say(bos, 'A quiet place.', '#harbour')
    await expect(rowOf(adas, 'A quiet place.', '#harbour')).toBeVisible()
    await adas.reload()
    await expect(rowOf(adas, 'A quiet place.', '#harbour')).toBeVisible()
    await linkOf(adas, /^general/).click()
    await linkOf(bos, /^general/).click()
    await expect(rowOf(bos, 'Yellow it is.')).toBeVisible()
  })

  await test.step('the bot answers a mention in the channel, exactly once', async () => {
    await isAlive(adas)
    await say(adas, '@bot what did we decide about the crane?')
    const answers = feedOf(bos)
      .getByRole('article', { name: /^bot, / })
      .filter({ hasText: 'paint the crane yellow' })
    await expect(answers).toHaveCount(1, { timeout: 20_000 })
    await say(adas, 'Thanks, bot.')
    await expect(rowOf(bos, 'Thanks, bot.')).toBeVisible()
    await bos.reload()
    await expect(rowOf(bos, 'Thanks, bot.')).toBeVisible()
    await expect(answers).toHaveCount(1)
    await expect(feedOf(bos).getByRole('article', { name: /^bot, / })).toHaveCount(1)
  })

  await test.step('each finds what he may read, and nothing else', async () => {
    await expect(async () => {
      await search(bos, 'crane yellow')
      await expect(bos.getByRole('main').getByRole('link', { name: /Bo Berg/ })).not.toHaveCount(
        0,
        {
          timeout: 1_000,
        },
      )
    }).toPass()
    await expect(async () => {
      await search(adas, 'heliotrope')
      await expect(adas.getByRole('main').getByRole('link', { name: /#vault/ })).toHaveCount(1, {
        timeout: 1_000,
      })
    }).toPass()
    await search(bos, 'heliotrope')
    await expect(
      bos.getByRole('main').getByText('No message found for “heliotrope”.'),
    ).toBeVisible()
  })

  await test.step('the statistics count', async () => {
    await expect(async () => {
      await adas.goto(`/w/${new URL(bos.url()).pathname.split('/')[2]}/stats`)
      const numbers = await adas.getByRole('definition').allTextContents()
      const [messages, people, answers] = numbers.map(Number)
      expect(messages).toBeGreaterThanOrEqual(10)
      expect(people).toBe(2)
      expect(answers).toBe(2)
    }).toPass({ timeout: 20_000 })
    await expect(adas.getByRole('table', { name: 'Day by day' }).getByRole('row')).not.toHaveCount(
      0,
    )
  })

  await test.step('no console complained', () => {
    expect(complaintsOf(adas)).toEqual([])
    expect(complaintsOf(bos)).toEqual([])
  })
})
