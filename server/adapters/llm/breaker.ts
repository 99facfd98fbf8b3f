export interface Breaker {
  /** Milliseconds until the next try is allowed; 0 allows it now, and while the breaker is half open only once. */
  wait(): number
  succeeded(): void
  failed(): void
  /** Takes back a try that was allowed and came to no outcome, e.g. because the asker left. */
  forget(): void
}

/**
 * A circuit breaker: after `failures` in a row it refuses for `openMs`, then lets one try through, whose outcome closes it or opens
 * it again. (M. Nygard, Release It!, "Circuit Breaker")
 * @param now a clock in ms that never goes back
 */
export const circuitBreaker = ({
  failures,
  openMs,
  now,
}: {
  failures: number
  openMs: number
  now: () => number
}): Breaker => {
  let inARow = 0
  let openUntil = 0
  let trying = false
  return {
    wait: () => {
      if (inARow < failures) return 0
      const left = openUntil - now()
      if (left > 0) return left
      // Another try is under way: its outcome is worth waiting for, not a second failure.
      if (trying) return 1000
      trying = true
      return 0
    },
    succeeded: () => {
      inARow = 0
      trying = false
    },
    failed: () => {
      inARow += 1
      trying = false
      if (inARow >= failures) openUntil = now() + openMs
    },
    forget: () => {
      trying = false
    },
  }
}
