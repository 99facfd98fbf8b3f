import { hash, verify } from '@node-rs/argon2'
import { fail } from '../../shared/errors.ts'

// OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const maxWaiting = 64
let waiting = 0

/** Bounds the memory that a flood of sign-ins can take: each hash needs 19 MiB. */
const bounded = async <T>(work: () => Promise<T>): Promise<T> => {
  if (waiting >= maxWaiting)
    return fail('unavailable', 'Too many people are signing in at once. Try again in a moment.', {
      retryAfter: 2,
    })
  waiting += 1
  try {
    return await work()
  } finally {
    waiting -= 1
  }
}

/** argon2id of a password, with its salt and cost inside. */
export const hashPassword = (password: string): Promise<string> =>
  bounded(() => hash(password, cost))

let nobody: Promise<string> | undefined

/** Whether the password is right. For an unknown person (`null`) it takes the same time and says no. */
export const checkPassword = async (stored: string | null, password: string): Promise<boolean> => {
  nobody ??= hash(crypto.randomUUID(), cost)
  const against = stored ?? (await nobody)
  return bounded(async () => (await verify(against, password)) && stored !== null)
}
