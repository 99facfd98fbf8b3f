import { nextTick, ref, watch } from 'vue'
import type { Ref } from 'vue'
import { usePreferences } from '../lib/preferences.ts'
import type { Conversation, Opened } from './conversation.ts'
import type { Shown } from './shown.ts'

/**
 * The keys of a list of messages: one of its articles is its tab stop, arrows move on, Enter goes into the controls of a message and
 * Escape back out, and single letters act on it unless the person has turned them off.
 * @param onLeave Escape on a message: back to where one writes
 */
export const useFeedKeys = (
  list: Readonly<Ref<HTMLElement | null>>,
  messages: () => readonly Shown[],
  { may, me, saved, editing, opened, act }: Conversation,
  onLeave: () => void,
) => {
  const preferences = usePreferences()
  const focused = ref<string | null>(null)
  watch(
    () => messages().length,
    () => {
      if (!messages().some(({ id }) => id === focused.value)) focused.value = null
    },
  )

  const focusOn = async (message: Shown | undefined) => {
    if (!message) return
    focused.value = message.id
    await nextTick()
    list.value?.querySelector<HTMLElement>(`[data-message="${message.id}"]`)?.focus()
  }
  const targets = (): readonly HTMLElement[] => [
    ...(list.value?.querySelectorAll<HTMLElement>('[data-message]') ?? []),
  ]
  const step = (from: HTMLElement, by: number) => {
    const rows = targets()
    const next = rows[rows.indexOf(from) + by]
    return messages().find(({ id }) => id === next?.dataset.message)
  }
  const moves: Record<string, (row: HTMLElement) => Shown | undefined> = {
    ArrowUp: (row) => step(row, -1),
    ArrowDown: (row) => step(row, 1),
    Home: () => messages()[0],
    End: () => messages().at(-1),
  }
  const letters: Record<string, keyof typeof moves> = { k: 'ArrowUp', j: 'ArrowDown' }

  /** What a letter does to a message; nothing where the person may not. */
  const acts = (message: Shown, row: HTMLElement, open: (what: Opened['what']) => void) => {
    const { write } = may.value
    return {
      r: write && (() => act.reply(message)),
      q: write && (() => act.quote(message)),
      f: () => open('forward'),
      e:
        write &&
        message.senderId === me.id &&
        (() => {
          editing.value = message.id as typeof editing.value
        }),
      '+': write && (() => open('emoji')),
      s: () => (saved.has(message.id) ? act.unsave(message) : act.save(message)),
      S: () => open('remind'),
      u: write && (() => act.markUnread(message)),
      c: () => act.copyLink(message),
      d: () => row.parentElement?.querySelector<HTMLElement>('.day-pill button')?.click(),
      p: write && (() => act.pin(message, !message.pinned)),
    } satisfies Record<string, false | (() => unknown)>
  }

  const onKeydown = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement
    const row = target.closest<HTMLElement>('[data-message]')
    if (!row || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
    const done = () => {
      event.preventDefault()
      event.stopPropagation()
    }
    if (event.key === 'Escape') {
      done()
      if (target === row) onLeave()
      else row.focus()
      return
    }
    if (target !== row) return
    if (event.key === 'Enter') {
      done()
      const controls =
        row.querySelector<HTMLElement>('[role=toolbar] button') ??
        row.querySelector<HTMLElement>('a[href], button')
      controls?.focus()
      return
    }
    const single = preferences.value.singleKeyShortcuts
    const move = moves[event.key] ?? (single ? moves[letters[event.key] ?? ''] : undefined)
    if (move) {
      const next = move(row)
      if (next) done()
      return void focusOn(next)
    }
    const message = messages().find(({ id }) => id === row.dataset.message)
    if (!single || message?.state !== 'sent' || message.deletedAt || message.notice) return
    const { left, bottom } = row.getBoundingClientRect()
    const act = Object.entries(
      acts(message, row, (what) => {
        opened.value = { what, message, at: { x: left + 64, y: bottom }, from: row }
      }),
    ).find(
      ([key]) => key === event.key || (event.key.toLowerCase() === key && !event.shiftKey),
    )?.[1]
    if (!act) return
    done()
    void act()
  }

  return {
    onKeydown,
    onFocus: (message: Shown) => {
      focused.value = message.id
    },
    /** The id of the article that Tab stops at. */
    tabStop: () => focused.value ?? messages().at(-1)?.id,
  }
}
