import type { StreamEvent } from '../../shared/events.ts'

export interface Frames {
  /** Takes the next piece of text, cut anywhere. */
  take(text: string): void
}

/**
 * Reads tRPC's frames of server-sent events out of a stream of text (WHATWG HTML §9.2): data with an id is an event, all else is a sign of
 * life. Our frames have one line of data each.
 */
export const readFrames = (onEvent: (event: StreamEvent, id: string) => void): Frames => {
  let rest = ''
  let name = ''
  let data = ''
  let id = ''
  const line = (text: string) => {
    if (text === '') {
      if (name === '' && data !== '') onEvent(JSON.parse(data) as StreamEvent, id)
      name = data = ''
    } else if (text.startsWith('data: ')) data = text.slice(6)
    else if (text.startsWith('id: ')) id = text.slice(4)
    else if (text.startsWith('event: ')) name = text.slice(7)
  }
  return {
    take: (text) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      lines.forEach(line)
    },
  }
}
