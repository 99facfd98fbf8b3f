import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { Screen } from './world/screens.ts'
import { screensOfOwner, screensOfStrangers } from './world/screens.ts'
import { stageMorning } from './world/stage.ts'
import { expect, test } from './world.ts'

test.use({ installation: 'staged' })

/** Until what opens has opened: half there, a thing has half its contrast. */
const settled = (page: Page) =>
  expect
    .poll(() =>
      page.evaluate(() =>
        document.getAnimations().flatMap((animation) => {
          const isEndless = animation.effect?.getComputedTiming().endTime === Infinity
          const isOver = isEndless || animation.playState === 'finished'
          return isOver ? [] : [animation instanceof CSSAnimation ? animation.animationName : '']
        }),
      ),
    )
    .toEqual([])

/** What axe finds on the page as it stands; of the other theme only what a theme can spoil. */
const faultsOf = async (page: Page): Promise<string[]> => {
  const faults: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    // What passes is not told: it is most of what axe would write down.
    const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] })
    if (colorScheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block'])
    const { violations } = await axe.analyze()
    for (const { id, nodes } of violations)
      faults.push(`${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  }
  return faults
}

const walk = async (page: Page, screens: readonly Screen[]) => {
  const faults: Record<string, string[]> = {}
  for (const { name, path, act } of screens) {
    await page.goto(path)
    await page.waitForFunction(() => document.documentElement.dataset.alive !== undefined)
    await act?.(page)
    await settled(page)
    const found = await faultsOf(page)
    if (found.length > 0) faults[name] = found
  }
  return faults
}

test('every screen is accessible in both themes', async ({ world, visit }) => {
  test.setTimeout(600_000)
  expect(
    await walk(await visit(null, '/sign-up'), [{ name: 'sign-up', path: '/sign-up' }]),
  ).toEqual({})
  const stage = await stageMorning(world.url)
  const stranger = await visit(null, '/sign-in')
  expect(await walk(stranger, screensOfStrangers(stage))).toEqual({})
  const page = await visit(stage.ada, '/')
  expect(await walk(page, screensOfOwner(stage))).toEqual({})
})
