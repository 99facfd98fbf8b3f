import { continueList } from './continue-list.ts'
import { apply } from './edit.client.ts'
import { enterMeans } from './enter.ts'
import { inFence } from './fence.ts'

/**
 * Enter in a composer, and the guard around input methods: a word that is still being composed ends with Enter, too, and that is
 * neither "send" nor "break".
 */
export const useEnter = (enterSends: () => boolean, send: () => void) => {
  let justComposed = false
  /** 229 is how older browsers say that an input method has the key. */
  const isComposing = (event: KeyboardEvent) =>
    event.isComposing || event.keyCode === 229 || justComposed
  return {
    isComposing,
    // Some browsers end the composition first and send Enter after it, in the same task.
    onCompositionEnd: () => {
      justComposed = true
      setTimeout(() => {
        justComposed = false
      }, 0)
    },
    onEnter: (event: KeyboardEvent, area: HTMLTextAreaElement) => {
      const at = area.selectionStart
      const { ctrlKey, metaKey, shiftKey, altKey } = event
      const meant = enterMeans({
        ctrlKey,
        metaKey,
        shiftKey,
        altKey,
        inCodeBlock: inFence(area.value, at),
        enterSends: enterSends(),
      })
      if (meant === 'send') {
        event.preventDefault()
        return send()
      }
      const edit = at === area.selectionEnd ? continueList(area.value, at) : null
      if (!edit) return
      event.preventDefault()
      apply(area, edit)
    },
  }
}
