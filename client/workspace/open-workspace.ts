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
  const of = { workspaceId: workspace.id }
  const [chats, { saved }] = await Promise.all([
    api.chat.list.query(of),
    api.search.searches.query(of),
  ])
  return reactive({ workspace, chats, searches: saved })
}
