import { ref } from 'vue'

const pressMs = 400
const slack = 10

/** A finger that lifts clicks on what has come up under it: that click is meant for nothing. */
const dropClick = () => {
  const drop = (event: Event) => {
    event.preventDefault()
    event.stopPropagation()
  }
  addEventListener('click', drop, { capture: true, once: true })
  const next = () => removeEventListener('click', drop, { capture: true })
  addEventListener('pointerdown', next, { capture: true, once: true })
}

/**
 * A finger that rests on something for 400 ms and does not move away. `pressed` says that it has rested long enough; what that opens
 * comes when it lifts, for the browser closes what is open beside a finger that lifts.
 */
export const useLongPress = (
  onPress: (pressed: HTMLElement, at: { x: number; y: number }) => void,
) => {
  const pressed = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let start = { x: 0, y: 0 }
  const end = () => {
    clearTimeout(timer)
    pressed.value = false
  }

  return {
    pressed,
    hasSelection: () => getSelection()?.isCollapsed === false,
    listeners: {
      pointerdown: ({ pointerType, clientX, clientY }: PointerEvent) => {
        if (pointerType !== 'touch') return
        end()
        start = { x: clientX, y: clientY }
        timer = setTimeout(() => (pressed.value = true), pressMs)
      },
      pointermove: ({ clientX, clientY }: PointerEvent) => {
        if (Math.hypot(clientX - start.x, clientY - start.y) > slack) end()
      },
      pointerup: ({ currentTarget }: PointerEvent) => {
        const rested = pressed.value
        end()
        if (!rested || !(currentTarget instanceof HTMLElement)) return
        dropClick()
        setTimeout(() => onPress(currentTarget, start))
      },
      pointercancel: end,
    },
  }
}
