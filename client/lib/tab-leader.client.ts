/** What is used of `navigator.locks`. */
export type Locks = Pick<LockManager, 'request'>

export interface Tabs<M> {
  /** Tells all other tabs. */
  post(message: M): void
  leading(): boolean
  /** Leads from now on, whoever led before: for when the leader does not answer. */
  takeOver(): void
  close(): void
}

/**
 * Makes one tab of a browser the leader, for as long as it lives; when it closes, another follows at once. The browser keeps the order, by
 * a Web Lock. Where there are none (plain HTTP from another machine), each tab leads itself and hears no other.
 * @param name the same in all tabs that belong together
 * @param lead begins to lead; the returned function ends it
 */
export const joinTabs = <M>({
  name,
  lead,
  onMessage,
  locks = (navigator as { locks?: Locks }).locks,
}: {
  name: string
  lead: () => () => void
  onMessage: (message: M) => void
  locks?: Locks | undefined
}): Tabs<M> => {
  const channel = locks ? new BroadcastChannel(name) : null
  let closed = false
  let steal = false
  let queued = new AbortController()
  let resign: (() => void) | null = null

  const leadUntilResigned = () =>
    new Promise<void>((resolve) => {
      if (closed) return resolve()
      const stop = lead()
      resign = () => {
        resign = null
        stop()
        resolve()
      }
    })
  const campaign = async (held: Locks | undefined) => {
    // Nobody is led before the caller holds what is returned below.
    await Promise.resolve()
    if (!held) return leadUntilResigned()
    while (!closed) {
      queued = new AbortController()
      const options = steal ? { steal } : { signal: queued.signal }
      steal = false
      try {
        await held.request(name, options, leadUntilResigned)
      } catch (error) {
        // Closed, or on the way to take over, or another tab has taken over. Else locks are forbidden here.
        if (!(error instanceof Error && error.name === 'AbortError')) await leadUntilResigned()
      }
      resign?.()
    }
  }

  if (channel) channel.onmessage = ({ data }: MessageEvent<M>) => onMessage(data)
  void campaign(locks)
  return {
    post: (message) => channel?.postMessage(message),
    leading: () => resign !== null,
    takeOver: () => {
      if (resign || closed) return
      steal = true
      queued.abort()
    },
    close: () => {
      closed = true
      resign?.()
      queued.abort()
      channel?.close()
    },
  }
}
