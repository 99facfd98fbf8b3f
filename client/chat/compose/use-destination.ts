import type { Ref } from 'vue'
import { computed, ref } from 'vue'
import type { Router } from 'vue-router'
import { useRoute, useRouter } from 'vue-router'

interface Going {
  path: string
  chatId: unknown
}
// One for each router: a composer that appears on the way must know of the way.
const followed = new WeakMap<Router, Ref<Going | null>>()

const goingOf = (router: Router): Ref<Going | null> => {
  const known = followed.get(router)
  if (known) return known
  const going = ref<Going | null>(null)
  followed.set(router, going)
  // An older way that was given up ends as well, after the newer one has begun.
  const end = (path: string) => {
    if (going.value?.path === path) going.value = null
  }
  router.beforeEach((to) => {
    going.value = { path: to.fullPath, chatId: to.params.chatId }
  })
  router.afterEach((to) => end(to.fullPath))
  router.onError((_error, to) => end(to.fullPath))
  return going
}

/**
 * The chat that the person is at, or on her way to while its page is loading: what she types meanwhile is meant for it.
 * Undefined where neither is a chat.
 */
export const useDestination = () => {
  const route = useRoute()
  const going = goingOf(useRouter())
  return computed(() => (going.value ? going.value.chatId : route.params.chatId))
}
