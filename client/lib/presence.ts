import type { ComputedRef, InjectionKey } from 'vue'
import { computed, shallowReactive } from 'vue'
import type { UserId, WorkspaceId } from '../../shared/ids.ts'
import type { Availability } from '../../shared/presence.ts'
import { useWorkspace } from '../state.ts'
import { required } from './inject.ts'
import type { Live } from './live.ts'

/** Who is there in each workspace, as the stream tells it; nobody until it does, and always on the server. */
export type PresenceMap = Map<WorkspaceId, Map<UserId, Availability>>

export const createPresence = (live: Live): PresenceMap => {
  const workspaces: PresenceMap = shallowReactive(new Map())
  live.on((event) => {
    // What was known may have ended unheard; a stream that begins tells of everybody next.
    if (event.type === 'stream.ready') workspaces.clear()
    if (event.type !== 'presence') return
    const known = event.whole ? undefined : workspaces.get(event.workspaceId)
    const people = known ?? shallowReactive(new Map<UserId, Availability>())
    for (const { userId, state } of event.people)
      if (state === 'offline') people.delete(userId)
      else people.set(userId, state)
    workspaces.set(event.workspaceId, people)
  })
  return workspaces
}

export const presenceKey: InjectionKey<PresenceMap> = Symbol('presence')

/** Who is there in the workspace on screen: `state(userId).value`, for a dot beside a name. */
export const usePresence = (): { state: (userId: UserId) => ComputedRef<Availability> } => {
  const workspaces = required(presenceKey)
  const { workspace } = useWorkspace()
  return {
    state: (userId) => computed(() => workspaces.get(workspace.id)?.get(userId) ?? 'offline'),
  }
}
