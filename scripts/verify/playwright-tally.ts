import type { FullResult, Reporter, Suite } from '@playwright/test/reporter'
import { tallyFile, writeTally } from './tally.ts'

/** Leaves the numbers of a Playwright run for scripts/verify.ts. Playwright asks for a class. */
export default class PlaywrightTally implements Reporter {
  private root: Suite | undefined

  onBegin(_: unknown, root: Suite): void {
    this.root = root
  }

  onEnd(result: FullResult): void {
    const tests = this.root?.allTests() ?? []
    const by = (outcome: string) => tests.filter((test) => test.outcome() === outcome)
    const failed = by('unexpected').length
    writeTally(tallyFile('playwright'), {
      passed: by('expected').length + by('flaky').length,
      failed: failed === 0 && result.status !== 'passed' ? 1 : failed,
      skipped: by('skipped').map((test) => ({
        name: test.titlePath().filter(Boolean).join(' > '),
        reason:
          test.annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description ??
          'no reason given',
      })),
    })
  }

  printsToStdio(): boolean {
    return false
  }
}
