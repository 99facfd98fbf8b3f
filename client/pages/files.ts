import type { FileKind } from '../../shared/file.ts'
import { faultOf, isCallError, unless } from '../lib/api.ts'
import type { Load } from '../page.ts'

/** What people look for, and the kinds of files that it means. */
export const sorts = {
  pictures: ['image'],
  media: ['video', 'audio'],
  papers: ['pdf', 'text'],
  others: ['other'],
} as const satisfies Record<string, readonly FileKind[]>
export type Sort = keyof typeof sorts
const isSort = (value: unknown): value is Sort =>
  typeof value === 'string' && Object.hasOwn(sorts, value)

/** The files of the workspace, or of one chat, that the address asks for. */
export const loadFiles = (async ({ api, words, workspace, route }) => {
  if (!workspace) throw new Error('files are in a workspace')
  const { id: workspaceId } = workspace.workspace
  const asked = (name: string) => {
    const value = route.query[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const [chatId, from, before] = [asked('chat'), asked('from'), asked('before')]
  const sort = asked('kind')
  const ask = async () => {
    try {
      return await api.chat.allFiles.query({
        workspaceId,
        chatId,
        from,
        before,
        ...(isSort(sort) ? { kinds: [...sorts[sort]] } : {}),
      })
    } catch (error) {
      // An address that somebody has written: there is nothing of that.
      if (!isCallError(error) || faultOf(error).code !== 'invalid_input') throw error
      return { files: [], people: [], next: null }
    }
  }
  const [page, members] = await Promise.all([
    ask(),
    unless(['forbidden'], api.workspace.members.query({ workspaceId })),
  ])
  return {
    title: words.files.title,
    data: {
      ...page,
      members: (members ?? page.people).map(({ id, name }) => ({ id, name })),
      chatId: chatId ?? null,
      from: from ?? '',
      sort: isSort(sort) ? sort : null,
      later: before !== undefined,
    },
  }
}) satisfies Load
