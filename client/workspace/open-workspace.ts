import { reactive } from 'vue'
import type { Api } from '../lib/api.ts'
import type { AppState, Session } from '../state.ts'

/** The workspace of an address with its chats: the one on screen as it stands, else asked for. `null` when the person is in none of that name. */
export const openWorkspace = async (
  api: Api,
  state: AppState,
  session: Session,
  slug: string,
): Promise<AppState['workspace']> => {
  if (state.workspace?.workspace.slug === slug) return state.workspace
  const workspace = session.workspaces.find((known) => known.slug === slug)
  if (!workspace) return null
  const chats = await api.chat.list.query({ workspaceId: workspace.id })
  return reactive({ workspace, chats })
}
