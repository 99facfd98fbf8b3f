import type { InjectionKey } from 'vue'
import { inject } from 'vue'

/** What the app provided under `key`. @throws when a component is used outside the app */
export const required = <T>(key: InjectionKey<T>): T => {
  const value = inject(key)
  if (value === undefined)
    throw new Error(`nothing is provided for ${key.description ?? 'this key'}`)
  return value
}
