const tickMs = 5_000
const jumpMs = 30_000

/**
 * Calls `wake` whenever a connection may have died unseen: the network is back, the page is looked at again, or the machine has slept;
 * and `lose` when the network goes.
 */
export const onWakeUp = (wake: () => void, lose: () => void): (() => void) => {
  const heard = new AbortController()
  const { signal } = heard
  const seen = () => {
    if (document.visibilityState === 'visible') wake()
  }
  window.addEventListener('online', wake, { signal })
  window.addEventListener('offline', lose, { signal })
  window.addEventListener('pageshow', wake, { signal })
  document.addEventListener('visibilitychange', seen, { signal })
  let before = Date.now()
  const clock = setInterval(() => {
    const now = Date.now()
    if (now - before > tickMs + jumpMs) wake()
    before = now
  }, tickMs)
  return () => {
    heard.abort()
    clearInterval(clock)
  }
}
