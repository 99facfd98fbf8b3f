import { computed, onBeforeUnmount, onMounted, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/**
 * The chat that the person is at, or on her way to while its page is loading: what she types meanwhile is meant for it.
 * Undefined where neither is a chat.
 */
export const useDestination = () => {
  const route = useRoute()
  const router = useRouter()
  const going = ref<{ path: string; chatId: unknown } | null>(null)
  const ends: (() => void)[] = []
  onMounted(() => {
    ends.push(
      router.beforeEach((to) => {
        going.value = { path: to.fullPath, chatId: to.params.chatId }
      }),
      // An older way that was given up ends as well, after the newer one has begun.
      router.afterEach((to) => {
        if (going.value?.path === to.fullPath) going.value = null
      }),
      router.onError((_error, to) => {
        if (going.value?.path === to.fullPath) going.value = null
      }),
    )
  })
  onBeforeUnmount(() => ends.forEach((end) => end()))
  return computed(() => (going.value ? going.value.chatId : route.params.chatId))
}
