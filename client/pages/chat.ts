import { v7 } from 'uuid'
import type { ChatSummary } from '../../shared/chat.ts'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import { unless } from '../lib/api.ts'
import type { Load, LoadFrom } from '../page.ts'
import { chatTitle } from '../workspace/chat-name.ts'

const seqOf = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined

/** Where in the chat the address points to: `?before=`, `?after=` or `?at=` a seq, else the newest. */
const placeOf = (route: LoadFrom['route']) => {
  const [before, after, around] = [route.query.before, route.query.after, route.query.at].map(seqOf)
  if (before !== undefined) return { before }
  if (after !== undefined) return { after }
  return around === undefined ? {} : { around }
}

const here = ({ workspace }: LoadFrom) => {
  if (!workspace) throw new Error('a chat is in a workspace')
  return workspace
}

export const loadFirstChat = (async (from) => {
  const { workspace, chats } = here(from)
  const first = chats.find(({ name }) => name === 'general') ?? chats[0]
  const place = first ? `chats/${first.id}` : 'channels'
  return { redirect: `/w/${workspace.slug}/${place}` }
}) satisfies Load

/** A chat of mine, or a public channel that I look into. */
export const loadChat = (async (from) => {
  const { api, route } = from
  const chatId = String(route.params.chatId) as ChatId
  const place = placeOf(route)
  const [mine, page, members, draft] = await Promise.all([
    unless(['not_found'], api.chat.get.query({ chatId })),
    api.chat.page.query({ chatId, ...place }),
    api.chat.members.query({ chatId }),
    unless(['not_found'], api.chat.draft.query({ chatId })),
  ])
  const chat: ChatSummary | null = mine ?? (await lookInto(from, chatId))
  if (!chat) return { redirect: `/w/${here(from).workspace.slug}/channels` }
  return {
    title: chatTitle(chat),
    data: {
      chat,
      joined: mine !== null,
      page,
      members,
      /** What she has written here and not sent, as the server knows it. */
      draft: draft ?? '',
      at: place.around ?? null,
      /** The id of the message that the rendered form would send: a form sent twice is one message. */
      formId: v7() as MessageId,
    },
  }
}) satisfies Load

const lookInto = async (from: LoadFrom, chatId: ChatId): Promise<ChatSummary | null> => {
  const channels = await from.api.chat.browse.query({ workspaceId: here(from).workspace.id })
  const channel = channels.find(({ id }) => id === chatId)
  if (!channel) return null
  return {
    ...channel,
    role: 'member',
    readSeq: channel.lastSeq,
    lastAt: channel.createdAt,
    unread: 0,
    manualUnread: false,
    notify: 'all',
    mutedUntil: null,
    starred: false,
    mentions: 0,
    others: [],
  }
}
