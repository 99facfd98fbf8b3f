import type { Reporter, TestModule } from 'vitest/node'
import { tallyFile, writeTally } from './tally.ts'

/** Leaves the numbers of a vitest run for scripts/verify.ts. Vitest asks for a class. */
export default class VitestTally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => ({ test, result: test.result() })),
    )
    const broken = modules.filter((module) => module.errors().length > 0)
    writeTally(tallyFile('vitest'), {
      passed: tests.filter(({ result }) => result.state === 'passed').length,
      failed:
        tests.filter(({ result }) => result.state === 'failed').length +
        broken.length +
        unhandledErrors.length,
      skipped: tests.flatMap(({ test, result }) =>
        result.state === 'skipped'
          ? [
              {
                name: `${test.module.relativeModuleId} > ${test.fullName}`,
                // `context.skip('why')` carries a note; `describe.runIf(…)('needs NATS_URL')` says it in a title.
                reason:
                  result.note ??
                  test.fullName.split(' > ').find((title) => /\b(needs|without)\b/.test(title)) ??
                  'no reason given',
              },
            ]
          : [],
      ),
    })
  }
}
