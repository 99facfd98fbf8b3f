/**
 * Notes what was typed or chosen before the page came alive, which hydration sets back to what the server rendered.
 * @returns how to put it back, once the app is mounted
 */
export const keepTyped = (): (() => void) => {
  const kept = [
    ...find<Typed>('input:not([type=hidden], [type=file], [type=checkbox], [type=radio]), textarea')
      .filter((input) => input.value !== input.defaultValue)
      .map(typed),
    ...find<HTMLInputElement>('input:is([type=checkbox], [type=radio])')
      // Of radio buttons only the one that was chosen: it takes the choice from the other.
      .filter((box) => box.checked !== box.defaultChecked && (box.checked || box.type !== 'radio'))
      .map(ticked),
    ...find<HTMLSelectElement>('select:not([multiple])')
      .filter(({ options, value }) => value !== renderedIn([...options])?.value)
      .map(chosen),
  ]
  return () => {
    for (const restore of kept) restore()
  }
}

type Typed = HTMLInputElement | HTMLTextAreaElement

const find = <E extends Element>(selector: string) => [...document.querySelectorAll<E>(selector)]

const renderedIn = (options: readonly HTMLOptionElement[]) =>
  options.find(({ defaultSelected }) => defaultSelected) ?? options[0]

const tell = (element: Element, ...types: string[]) => {
  for (const type of types) element.dispatchEvent(new Event(type, { bubbles: true }))
}

const typed = (input: Typed) => {
  const { value } = input
  return () => {
    // A draft of last time may have come in between: it is kept as well.
    const draft = input instanceof HTMLTextAreaElement ? input.value : ''
    input.value = draft && !value.includes(draft) ? `${draft}\n${value}` : value
    tell(input, 'input')
  }
}

const ticked = (box: HTMLInputElement) => {
  const { checked } = box
  return () => {
    box.checked = checked
    tell(box, 'input', 'change')
  }
}

const chosen = (select: HTMLSelectElement) => {
  const { value } = select
  return () => {
    select.value = value
    tell(select, 'input', 'change')
  }
}
