const opens = /^ {0,3}(`{3,}|~{3,})([^\n]*)$/

/** Whether a place in a text lies in a code block that is still open there, the line of its opening fence included. */
export const inFence = (text: string, at: number): boolean => {
  let open: { sign: string; length: number } | null = null
  for (const line of text.slice(0, at).split('\n')) {
    const [, fence = '', rest = ''] = opens.exec(line) ?? []
    const sign = fence[0]
    if (!sign) continue
    if (!open) {
      // "```not``` a block": a line with more backticks after the fence is text.
      if (sign === '~' || !rest.includes('`')) open = { sign, length: fence.length }
    } else if (sign === open.sign && fence.length >= open.length && rest.trim() === '') open = null
  }
  return open !== null
}

/** Whether a place lies in code, be it a block or a span of the line. */
export const inCode = (text: string, at: number): boolean => {
  if (inFence(text, at)) return true
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at)
  return (line.match(/`/g)?.length ?? 0) % 2 === 1
}
