import type { InjectionKey } from 'vue'
import { shallowReactive } from 'vue'
import type { UserId } from '../../shared/ids.ts'
import type { Person } from '../../shared/people.ts'
import { required } from './inject.ts'
import type { AppState } from '../state.ts'
import type { Live } from './live.ts'

/** People who have changed since the page was loaded, as the stream tells of them. */
export const createRenewed = (live: Live): Map<UserId, Person> => {
  const people = shallowReactive(new Map<UserId, Person>())
  live.on((event) => {
    if (event.type === 'workspace.person-updated') people.set(event.person.id, event.person)
  })
  return people
}

/** Takes over who the signed-in person is by now, as she has changed it in another tab. */
export const adoptPerson = (state: AppState, person: Person): void => {
  const { session } = state
  if (session?.me.id !== person.id) return
  const { avatar: _, ...me } = session.me
  state.session = { ...session, me: { ...me, ...person } }
}

export const renewedKey: InjectionKey<Map<UserId, Person>> = Symbol('renewed')

/** A person as she is by now: with the name and the picture that she has given herself meanwhile. */
export const useRenewed = (): ((person: Person) => Person) => {
  const people = required(renewedKey)
  return (person) => people.get(person.id) ?? person
}
