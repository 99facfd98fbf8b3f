import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { draft } from './world/draft.ts'
import { expect, test } from './world.ts'

/** What axe finds serious or critical on the page as it stands, in both themes. */
const graveFaults = async (page: Page): Promise<string[]> => {
  const faults: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).analyze()
    for (const { id, impact, nodes } of violations)
      if (impact === 'serious' || impact === 'critical')
        faults.push(`${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  }
  return faults
}

test('the main pages are accessible in both themes', async ({ cast, visit }) => {
  test.setTimeout(120_000)
  const { ada, bo, team } = await cast('ada', 'bo')
  const words = ['Good **morning**, `all`.', '> a quote', '@Ada have a look: https://example.org']
  for (const body of words) await bo.api.chat.send.mutate(draft(team.general, body))

  const stranger = await visit(null, '/sign-in')
  expect(await graveFaults(stranger), 'sign-in').toEqual([])

  const page = await visit(ada, '/')
  const inside = ['people', 'channels', 'stats', 'search?q=morning'].map(
    (name) => `/w/${team.slug}/${name}`,
  )
  for (const path of [team.chatUrl(team.general), ...inside, '/settings', '/nowhere']) {
    await page.goto(path)
    expect(await graveFaults(page), path).toEqual([])
  }
})
