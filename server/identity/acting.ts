import type { Scope } from '../../shared/access.ts'
import { covers } from '../../shared/access.ts'
import { fail } from '../../shared/errors.ts'
import type { Credential } from './credentials.ts'
import type { Session } from './sessions.ts'

type Actor = Pick<Credential, 'userId' | 'scope' | 'session'>

/**
 * Whoever asks, by procedure, form or address, with a credential that reaches far enough. The one place where scopes count.
 * @throws Fault `unauthorized` without a credential, `forbidden` for a token of a smaller scope
 */
export const acting = (actor: Actor | null, needed: Scope): Actor => {
  if (!actor) return fail('unauthorized', 'Sign in to continue.')
  if (!covers(actor.scope, needed))
    fail('forbidden', `This token does not reach that far. Use one with the scope "${needed}".`)
  return actor
}

/**
 * Whoever asks in person: accounts, passwords, sessions and tokens are no program's business.
 * @throws Fault as {@link acting}, and `forbidden` for every token
 */
export const inPerson = (actor: Actor | null): Session =>
  acting(actor, 'read').session ?? fail('forbidden', 'Only a signed-in person may do this.')
