import type { FaultBody } from '../../../shared/errors.ts'
import type { ChatId, MessageId } from '../../../shared/ids.ts'
import { limits } from '../../../shared/limits.ts'

/** Where something is written: a chat, or a thread in it. */
export interface Place {
  chatId: ChatId
  threadId: MessageId | null
}

/** A draft as this device has it. */
export interface Kept {
  text: string
  /** What the server had when it was last heard: other text here is still to be told to it. */
  base: string
  /** What another device has written meanwhile, until the person chooses between the two. */
  theirs: string | null
}

export const nothing: Kept = { text: '', base: '', theirs: null }

/** Blanks alone are no draft. */
const said = (text: string) => (text.trim() === '' ? '' : text)
export const isUntold = ({ text, base }: Kept): boolean => said(text) !== said(base)

/** A draft after hearing the server's: news replaces what was told already, never what was not. */
export const merge = (kept: Kept, server: string): Kept => {
  if (server === kept.text) return { text: server, base: server, theirs: null }
  if (server === kept.base) return { ...kept, theirs: null }
  if (!isUntold(kept) || said(kept.text) === '') return { text: server, base: server, theirs: null }
  // Sent or thrown away elsewhere: what is being written here is another text by now.
  return server === '' ? { ...kept, base: '', theirs: null } : { ...kept, theirs: server }
}

/** What drafts are made of: a store that survives a reload, the calls, and a timer. */
export interface DraftParts {
  read: (place: Place) => Kept | null
  /** Keeps a draft at once; `null` leaves no trace. */
  keep: (place: Place, kept: Kept | null) => void
  /** Everything kept on this device. */
  all: () => { place: Place; kept: Kept }[]
  ask: (place: Place) => Promise<string>
  tell: (place: Place, text: string) => Promise<void>
  faultOf: (error: unknown) => FaultBody
  /** Acts after some milliseconds unless it is taken back. */
  later: (ms: number, act: () => void) => () => void
}

/** A draft that somebody has on screen. */
export interface OpenDraft {
  kept: () => Kept
  /** Takes what is typed, at every input. */
  type: (text: string) => void
  /** Takes over what another device wrote, or stays with one's own. */
  choose: (which: 'mine' | 'theirs') => void
  /** What the page that is shown says that the server has. */
  hear: (server: string) => void
  /** Stops listening; what is untold is told now. */
  close: () => void
}

export interface Drafts {
  open: (place: Place, onChange: (kept: Kept) => void) => OpenDraft
  /** Another device may have changed the draft of a place. */
  changed: (place: Place) => void
  /** Tells and asks what could not be told before. */
  resume: () => void
}

const idleMs = 1_000
const retryMs = 10_000

const keyOf = ({ chatId, threadId }: Place) => threadId ?? chatId
const isFinal = ({ code }: FaultBody) =>
  code !== 'unavailable' &&
  code !== 'internal' &&
  code !== 'rate_limited' &&
  code !== 'unauthorized'

/**
 * Drafts that nothing loses: kept on this device at every input, told to the server after a second of rest, and merged with what other
 * devices tell. Per place one call is under way at a time, so an answer is never older than what was told.
 */
export const createDrafts = (parts: DraftParts): Drafts => {
  const states = new Map<string, ReturnType<typeof follow>>()

  const follow = (place: Place) => {
    let kept = parts.read(place) ?? nothing
    let stale = false
    let working = false
    let again = false
    let refused: string | null = null
    let cancel = () => {}
    const listeners = new Set<(kept: Kept) => void>()

    const set = (next: Kept) => {
      const changed = next.text !== kept.text || next.theirs !== kept.theirs
      kept = next
      parts.keep(place, kept.text === '' && kept.base === '' ? null : kept)
      if (changed) for (const listener of [...listeners]) listener(kept)
    }
    const isTellable = () =>
      isUntold(kept) &&
      kept.theirs === null &&
      kept.text !== refused &&
      kept.text.length <= limits.messageBody.max
    const step = async () => {
      if (stale) {
        stale = false
        const server = await parts.ask(place)
        set(merge(kept, server))
      }
      if (!isTellable()) return
      const told = kept.text
      try {
        await parts.tell(place, told)
        set({ ...kept, base: said(told) })
      } catch (error) {
        if (!isFinal(parts.faultOf(error))) throw error
        refused = told
      }
    }
    const work = async () => {
      cancel()
      again = true
      if (working) return
      working = true
      try {
        while (again) {
          again = false
          await step()
        }
      } catch {
        cancel = parts.later(retryMs, () => void work())
      } finally {
        working = false
      }
    }

    return {
      listeners,
      kept: () => kept,
      isUntold: () => isUntold(kept),
      work,
      changed: () => {
        stale = true
        void work()
      },
      hear: (server: string) => set(merge(kept, server)),
      type: (text: string) => {
        set({ ...kept, text })
        cancel()
        cancel = parts.later(said(text) === '' ? 0 : idleMs, () => void work())
      },
      choose: (which: 'mine' | 'theirs') => {
        const theirs = kept.theirs ?? kept.base
        set({ text: which === 'mine' ? kept.text : theirs, base: theirs, theirs: null })
        void work()
      },
    }
  }
  const stateOf = (place: Place) => {
    const known = states.get(keyOf(place)) ?? follow(place)
    states.set(keyOf(place), known)
    return known
  }

  return {
    open: (place, onChange) => {
      const { listeners, kept, type, choose, hear, work } = stateOf(place)
      listeners.add(onChange)
      const close = () => {
        listeners.delete(onChange)
        void work()
      }
      return { kept, type, choose, hear, close }
    },
    changed: (place) => states.get(keyOf(place))?.changed(),
    resume: () => {
      for (const { place, kept } of parts.all()) if (isUntold(kept)) stateOf(place)
      for (const state of states.values()) {
        if (state.listeners.size > 0) state.changed()
        else if (state.isUntold()) void state.work()
      }
    },
  }
}
