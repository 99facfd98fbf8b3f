import type { GlobalShortcutId } from './shortcuts.ts'
import { keyReader } from './shortcuts.ts'

/** Whether `mod` is Command. */
export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.userAgent)

const types = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/**
 * Listens to the shortcuts that hold everywhere.
 * @param plainKeys whether keys without Control, Alt or Command may act (WCAG 2.1.4: they can be turned off)
 * @param act does what the shortcut says; answers false where it does not apply, so that the key keeps its own meaning
 * @returns how to stop
 */
export const listen = ({
  plainKeys,
  act,
}: {
  plainKeys: () => boolean
  act: (id: GlobalShortcutId) => boolean
}): (() => void) => {
  const read = keyReader(isMac())
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return
    // A dialog that is open has the keyboard to itself; the palette's own key closes nothing below it.
    if (document.querySelector('dialog[open]')) return
    const id = read(event, event.timeStamp, plainKeys() && !types(event.target))
    if (id && act(id)) event.preventDefault()
  }
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}

/** Moves the focus to the next region of the page, or the one before. */
export const toRegion = (step: 1 | -1): void => {
  const regions = [
    ...document.querySelectorAll<HTMLElement>(
      'nav, main h1, [role="feed"] [tabindex="0"], main form textarea, aside, [role="complementary"]',
    ),
  ].filter((element) => element.checkVisibility())
  if (regions.length === 0) return
  const active = document.activeElement
  const index = regions.findLastIndex((region) => region === active || region.contains(active))
  const next = regions.at((index + step + regions.length) % regions.length)
  if (!next) return
  const inside = next.matches('[tabindex], textarea, input, a, button')
    ? next
    : next.querySelector<HTMLElement>('a[href], button, [tabindex], input, textarea')
  inside?.focus()
}
