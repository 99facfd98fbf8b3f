/** Makes the app installable; the worker only says when there is no network. Not over plain HTTP, and not while developing. */
export const registerWorker = (): void => {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.register('/sw.js').catch(() => undefined)
}
