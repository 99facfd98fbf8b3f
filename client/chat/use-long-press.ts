const pressMs = 400
const slack = 10

/** A finger that rests on something for 400 ms and does not move away. */
export const useLongPress = (
  onPress: (pressed: HTMLElement, at: { x: number; y: number }) => void,
) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let start = { x: 0, y: 0 }
  const end = () => clearTimeout(timer)

  return {
    hasSelection: () => getSelection()?.isCollapsed === false,
    listeners: {
      pointerdown: ({ pointerType, clientX, clientY, currentTarget }: PointerEvent) => {
        if (pointerType !== 'touch' || !(currentTarget instanceof HTMLElement)) return
        start = { x: clientX, y: clientY }
        end()
        timer = setTimeout(() => onPress(currentTarget, start), pressMs)
      },
      pointermove: ({ clientX, clientY }: PointerEvent) => {
        if (Math.hypot(clientX - start.x, clientY - start.y) > slack) end()
      },
      pointerup: end,
      pointercancel: end,
    },
  }
}
