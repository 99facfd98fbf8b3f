import { setTimeout as pause } from 'node:timers/promises'
import type { Program } from './program.ts'
import { tail } from './program.ts'

/**
 * Asks until the answer is yes.
 * @param programs those that must live for it; one that ends by itself ends the waiting
 * @throws with what the programs said last, after `timeoutMs`
 */
export const until = async (
  what: string,
  ask: () => Promise<boolean>,
  programs: readonly Program[] = [],
  timeoutMs = 60_000,
): Promise<void> => {
  const last = performance.now() + timeoutMs
  while (!(await ask().catch(() => false))) {
    const failures = programs.flatMap((program) => program.failure() ?? [])
    if (failures.length > 0) throw new Error(failures.join('\n\n'))
    if (performance.now() > last)
      throw new Error(
        [
          `It took more than ${timeoutMs / 1000} s until ${what}.`,
          ...programs.map(({ name, log }) => `--- ${name}\n${tail(log)}`),
        ].join('\n'),
      )
    await pause(50)
  }
}

/** Whether a role of a process says that it and everything it needs are well. */
export const isReady = async (url: string): Promise<boolean> =>
  (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) })).ok

/** Whether the gateway finds every service well. */
export const isWell = async (gateway: string): Promise<boolean> => {
  const answer = await fetch(`${gateway}/health`, { signal: AbortSignal.timeout(3_000) })
  const { status } = (await answer.json()) as { status: string }
  return status === 'ok'
}
