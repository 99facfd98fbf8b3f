import { fail } from '../../shared/errors.ts'
import type { At, Sent } from './form.ts'

/** A path on this site to go on to, never another site. */
export const onSite = (path: string | undefined): string =>
  path && /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '/'

/** The chat of the form's address, at the thread of the form. */
export const chatPage = ({ param, fields: { threadId } }: Sent): string =>
  `/w/${param('slug')}/chats/${param('chatId')}${threadId ? `?thread=${encodeURIComponent(threadId)}` : ''}`

/** A page of the workspace in the form's address. */
export const pageOf =
  (name: string) =>
  ({ param }: At): string =>
    `/w/${param('slug')}/${name}`

/**
 * The workspace of the form's address.
 * @throws Fault `not_found` for one that the sender is not in
 */
export const workspaceOf = async ({ caller, param }: At) => {
  const all = await caller.workspace.list()
  return (
    all.find(({ slug }) => slug === param('slug')) ??
    fail('not_found', 'There is no such workspace, or you are not in it.')
  )
}
