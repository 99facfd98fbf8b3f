import { ref } from 'vue'
import { limits } from '../../shared/limits.ts'
import type { WorkspaceId } from '../../shared/ids.ts'
import { useApi } from '../lib/use-api.ts'

/** What a person searched for last, the latest first. The server keeps it: it follows her to her other browsers. */
export const useRecent = (workspaceId: WorkspaceId, loaded: readonly string[]) => {
  const api = useApi()
  const recent = ref<readonly string[]>(loaded)

  /** A note for the next time: nothing waits for it, and it may fail. */
  const remember = async (query: string) => {
    const others = recent.value.filter((one) => one !== query)
    recent.value = [query, ...others].slice(0, limits.recentSearches)
    await api.search.remember.mutate({ workspaceId, query }).catch(() => undefined)
  }
  const clear = async () => {
    const before = recent.value
    recent.value = []
    await api.search.forgetRecent.mutate({ workspaceId }).catch(() => {
      recent.value = before
    })
  }
  return { recent, remember, clear }
}
