import { z } from 'zod'
import { limits } from './limits.ts'
import { oneLine } from './people.ts'

/** What a program may do with a token, each including the ones before: look, change, administer. */
export const scopes = ['read', 'write', 'admin'] as const
export const Scope = z.enum(scopes)
export type Scope = z.infer<typeof Scope>

/** Whether what was granted is enough for what is needed. */
export const covers = (granted: Scope, needed: Scope): boolean =>
  scopes.indexOf(granted) >= scopes.indexOf(needed)

/** What a new token is to be; without `days` it lasts until it is revoked. */
export const newToken = {
  name: oneLine(1, limits.tokenName.max),
  scope: Scope,
  days: z.number().int().min(1).max(limits.tokenDays.max).optional(),
}

/** A token as its owner sees it: the token itself is shown once, when it is made. */
export interface AccessToken {
  /** A hash, fit to name it by. */
  id: string
  name: string
  scope: Scope
  /** The last characters of the token. */
  hint: string
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
}
