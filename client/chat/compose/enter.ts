/** What Enter meets in a composer. */
export interface EnterPress {
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
  /** Whether the caret is in an open code block. */
  inCodeBlock: boolean
  /** Whether the person has chosen that Enter alone sends. */
  enterSends: boolean
}

/** Whether Enter sends the message or breaks the line. */
export const enterMeans = (press: EnterPress): 'send' | 'break' => {
  if (press.ctrlKey || press.metaKey) return 'send'
  if (press.shiftKey || press.altKey || press.inCodeBlock) return 'break'
  return press.enterSends ? 'send' : 'break'
}
