import { ref } from 'vue'
import type { ChatId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { passing, unless } from '../lib/api.ts'
import { useApi } from '../lib/use-api.ts'
import { useWorkspace } from '../state.ts'

type Undo = { chatId: ChatId; readSeq: number; manualUnread: boolean }[]

/** Marks everything in the workspace as read. `undo` holds what would take that back; events bring the sidebar up to date. */
export const useMarkAllRead = () => {
  const api = useApi()
  const here = useWorkspace()
  const undo = ref<Undo>([])
  const workspaceId = () => here.workspace.id
  const refresh = async () => {
    const chats = await unless(passing, api.chat.list.query({ workspaceId: workspaceId() }))
    if (chats) here.chats = chats
  }
  return {
    undo,
    markAllRead: async () => {
      const done = await unless(
        passing,
        api.chat.markAllRead.mutate({ workspaceId: workspaceId() }),
      )
      undo.value = done?.undo ?? []
      await refresh()
      return undo.value.length
    },
    takeBack: async () => {
      const back = undo.value
      undo.value = []
      const most = limits.restoredReads
      for (let from = 0; from < back.length; from += most) {
        const part = { workspaceId: workspaceId(), undo: back.slice(from, from + most) }
        await unless(passing, api.chat.restoreReads.mutate(part))
      }
      await refresh()
    },
  }
}
