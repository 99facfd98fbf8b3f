import type { InjectionKey } from 'vue'
import type { ChatSummary } from '../shared/chat.ts'
import type { FaultBody } from '../shared/errors.ts'
import type { SidebarLook } from '../shared/sidebar.ts'
import type { Me, Workspace } from '../shared/people.ts'
import type { Appearance, Language } from '../shared/preferences.ts'
import { required } from './lib/inject.ts'

/** How a form went that was sent without JavaScript; the server gives it with the page. */
export interface FormState {
  action: string
  fault?: FaultBody
  values: Record<string, string>
  result?: string
}

/** A search that a person keeps under a name. */
export interface SavedSearch {
  query: string
  name: string
}

export interface Session {
  me: Me
  workspaces: Workspace[]
}

/** Everything that the server's rendering was made of, so that the browser makes the same. */
export interface AppState {
  /** The address that was rendered: after a refused form not the one in the address bar. */
  url: string
  session: Session | null
  /** The workspace on screen, with the chats and the saved searches in its sidebar. */
  workspace: { workspace: Workspace; chats: ChatSummary[]; searches: SavedSearch[] } | null
  /** What the page's loader found. */
  page: unknown
  title: string
  status: number
  /** Why the page cannot be shown. */
  problem: FaultBody | null
  form: FormState | null
  timeZone: string
  /** How this browser was left, for pages without a signed-in person: see `appearanceOf`. */
  appearance: Appearance
  browserLanguage: Language
  sidebar: SidebarLook
  /** A newer version of the app is there; it comes with the next page. */
  outdated: boolean
  /** The moment that "today" is told from, ISO 8601. */
  now: string
}

export const stateKey: InjectionKey<AppState> = Symbol('state')
export const useAppState = (): AppState => required(stateKey)

/** The signed-in person. @throws on a page for visitors */
export const useSession = (): Session => {
  const { session } = useAppState()
  if (!session) throw new Error('this page is for signed-in people')
  return session
}

/** The workspace of the page. @throws on a page outside a workspace */
export const useWorkspace = (): NonNullable<AppState['workspace']> => {
  const { workspace } = useAppState()
  if (!workspace) throw new Error('this page is in a workspace')
  return workspace
}
