/** Puts text on the clipboard. @returns whether the browser let us: without HTTPS it may not */
export const copyText = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** An address of this site as others can follow it. */
export const absolute = (path: string): string => new URL(path, location.origin).href
