/** Where a stream stands: `epoch` names one history of positions, `position` the last event that was delivered. */
export interface StreamId {
  epoch: string
  position: number
}

/** The `id:` of a frame: `epoch-position`. */
export const formatStreamId = ({ epoch, position }: StreamId): string => `${epoch}-${position}`

/** Reads an id that a client brings back; null for whatever this server cannot have given. */
export const parseStreamId = (text: string): StreamId | null => {
  const [, epoch, position] = /^(\w{1,32})-(\d{1,15})$/.exec(text) ?? []
  return epoch === undefined ? null : { epoch, position: Number(position) }
}

/**
 * The id in a request to go on from, as it came. Both of tRPC's forms: the header `Last-Event-ID` of a native reconnect, which wins, and
 * `lastEventId` in the JSON of `?input=`. An input that is none counts as an id that nobody gave.
 */
export const resumeIdIn = (
  header: string | undefined,
  input: string | undefined,
): string | undefined => {
  if (header) return header
  if (!input) return undefined
  try {
    const value: unknown = JSON.parse(input)
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return unreadable
    const id: unknown = (value as Record<string, unknown>).lastEventId
    return id === undefined || id === null ? undefined : typeof id === 'string' ? id : unreadable
  } catch {
    return unreadable
  }
}
const unreadable = '?'
