/**
 * Notes what was typed or chosen before the page came alive, which hydration sets back to what the server rendered.
 * @returns how to put it back, once the app is mounted
 */
export const keepTyped = (): (() => void) => {
  const typed = [
    ...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
      'input:not([type=hidden]), textarea',
    ),
  ]
    .filter((input) => input.value !== input.defaultValue)
    .map((input) => ({ input, value: input.value }))
  return () => {
    for (const { input, value } of typed) {
      // A draft of last time may have come in between: it is kept as well.
      const draft = input instanceof HTMLTextAreaElement ? input.value : ''
      input.value = draft && !value.includes(draft) ? `${draft}\n${value}` : value
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }
  }
}
