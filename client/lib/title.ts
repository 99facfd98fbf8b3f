import type { AppState } from '../state.ts'
import { isMuted } from '../workspace/muted.ts'

/** How many messages wait in the workspace, muted chats left out but for mentions. */
export const waitingIn = ({ workspace, now }: Pick<AppState, 'workspace' | 'now'>): number =>
  (workspace?.chats ?? []).reduce(
    (sum, chat) => sum + (isMuted(chat, now) ? chat.mentions : chat.unread),
    0,
  )

/** The tab's title: how many messages wait, where one is, and in which workspace. */
export const titleOf = (state: Pick<AppState, 'title' | 'workspace' | 'now'>): string => {
  const waiting = waitingIn(state)
  const count = waiting > 99 ? '(99+) ' : waiting > 0 ? `(${waiting}) ` : ''
  return (
    count + [state.title, state.workspace?.workspace.name, 'Fechatter'].filter(Boolean).join(' · ')
  )
}
