import { LRUCache } from 'lru-cache'
import { hash } from 'node:crypto'

export interface Credentials {
  cookie: string | undefined
  authorization: string | undefined
}
export interface Accounts {
  /** The account behind a session or token, its hash while the account is not known, undefined without one. */
  accountOf: (credentials: Credentials) => string | undefined
  /** Notes what an upstream said about the bearer of these credentials. */
  learn: (credentials: Credentials, account: string) => void
}

/**
 * Remembers whose sessions and tokens are whose, from what upstreams answer (`x-fechatter-account`), so that all of a person's devices
 * share one limit. Only hashes of tokens are kept.
 */
export const createAccounts = (): Accounts => {
  const known = new LRUCache<string, string>({ max: 10_000, ttl: 5 * 60_000 })
  return {
    accountOf: (credentials) => {
      const key = keyOf(credentials)
      return key && (known.get(key) ?? key)
    },
    learn: (credentials, account) => {
      const key = keyOf(credentials)
      if (key && known.get(key) !== account) known.set(key, account)
    },
  }
}

/** The same precedence as the servers': a bearer token before the cookie. */
const keyOf = ({ cookie, authorization }: Credentials): string | undefined => {
  const token =
    /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ??
    /(?:^|;\s*)(?:__Host-)?fechatter_session=([^;\s]+)/.exec(cookie ?? '')?.[1]
  return token && hash('sha256', token, 'base64url')
}
