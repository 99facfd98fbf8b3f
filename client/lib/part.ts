import type { Component, FunctionalComponent } from 'vue'
import { h, shallowRef } from 'vue'

/** What must have come before it is shown; `source` is for the preload links of a rendered page. */
export interface Part {
  source: string
  ready: () => Promise<void>
}

/**
 * A part of a page with code of its own, which is ready before the part is shown: the page then comes alive as a whole, and nothing of
 * it is newer than the rest. Its route says when it is needed, see `parts` in page.ts.
 */
export const part = <C extends Component>(
  source: string,
  load: () => Promise<{ default: C }>,
): C & Part => {
  const found = shallowRef<C | null>(null)
  let asked: Promise<void> | null = null
  const ready = () =>
    (asked ??= load().then(
      ({ default: component }) => {
        found.value = component
      },
      (error: unknown) => {
        asked = null
        throw error
      },
    ))
  const shown: FunctionalComponent = (_, { attrs, slots }) =>
    found.value ? h(found.value as Component, attrs, slots) : null
  shown.inheritAttrs = false
  return Object.assign(shown, { source, ready }) as unknown as C & Part
}
