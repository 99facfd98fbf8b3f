// Nothing of the app is ever served from here: an old shell is worse than none. Only without a network does this say so.
const name = 'offline-1'
const kept = ['/offline.html', '/favicon.svg']

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(name)
      .then((cache) => cache.addAll(kept))
      .then(() => self.skipWaiting()),
  )
})
self.addEventListener('activate', (event) => {
  event.waitUntil(
    Promise.all([
      caches
        .keys()
        .then((names) => Promise.all(names.map((old) => old !== name && caches.delete(old)))),
      self.registration.navigationPreload?.enable(),
      self.clients.claim(),
    ]),
  )
})
const fromNetwork = async (event) => (await event.preloadResponse) ?? fetch(event.request)
self.addEventListener('fetch', (event) => {
  if (event.request.mode !== 'navigate') return
  event.respondWith(fromNetwork(event).catch(() => caches.match('/offline.html')))
})
