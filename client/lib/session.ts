import type { Session } from '../state.ts'
import type { Api } from './api.ts'
import { unless } from './api.ts'

/** Who is signed in, with her workspaces; `null` when nobody is. */
export const loadSession = async (api: Api): Promise<Session | null> => {
  const me = await unless(['unauthorized'], api.identity.me.query())
  return me && { me, workspaces: await api.workspace.list.query() }
}
