import type { AppState } from '../state.ts'

/** The tab's title: how many messages wait, where one is, and in which workspace. */
export const titleOf = ({ title, workspace }: Pick<AppState, 'title' | 'workspace'>): string => {
  const waiting = (workspace?.chats ?? []).reduce((sum, { unread }) => sum + unread, 0)
  const count = waiting > 99 ? '(99+) ' : waiting > 0 ? `(${waiting}) ` : ''
  return count + [title, workspace?.workspace.name, 'Fechatter'].filter(Boolean).join(' · ')
}
