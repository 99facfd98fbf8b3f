import { onBeforeUnmount, onMounted } from 'vue'
import type { StreamEvent } from '../../shared/events.ts'
import { useLive } from '../lib/live.ts'

const gatherMs = 300

/** Asks again what a page shows when an event concerns it, several together once, and when the stream has begun anew. */
export const useFresh = (concerns: (event: StreamEvent) => boolean, ask: () => Promise<void>) => {
  const live = useLive()
  let timer: ReturnType<typeof setTimeout> | undefined
  let end = () => {}
  onMounted(() => {
    end = live.on((event) => {
      const anew = event.type === 'stream.ready' || event.type === 'stream.resync'
      if (!anew && !concerns(event)) return
      clearTimeout(timer)
      timer = setTimeout(() => void ask(), gatherMs)
    })
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    end()
  })
}
