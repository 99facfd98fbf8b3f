import { v7 } from 'uuid'
import type { ChatMember, ChatSummary } from '../../shared/chat.ts'
import type { ChatId, MessageId } from '../../shared/ids.ts'
import { keptChats } from '../chat/kept-chats.ts'
import { placeOf, threadOf } from '../chat/place-of.ts'
import type { Page } from '../chat/timeline.ts'
import { askThread } from '../chat/use-thread.ts'
import type { Api } from '../lib/api.ts'
import { unless } from '../lib/api.ts'
import type { Load, LoadFrom } from '../page.ts'
import { chatTitle } from '../workspace/chat-name.ts'

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

/** What is kept of a chat that was on screen, so that going back to it waits for nothing. */
export interface KeptChat {
  page: Page
  members: ChatMember[]
  marks: Awaited<ReturnType<Api['chat']['ownMarks']['query']>>
}

/** A chat of mine, or a public channel that I look into. */
export const loadChat = (async (from) => {
  const { api, route } = from
  const chatId = String(route.params.chatId) as ChatId
  const threadId = threadOf(route.query)
  const place = placeOf(route.query)
  const at = place.around ?? null
  const [found, thread, pins] = await Promise.all([
    (Object.keys(route.query).length === 0 && kept(from, chatId)) ||
      ask(from, chatId, threadId ? {} : place),
    threadId && unless(['not_found'], askThread(api, { chatId, threadId, at })),
    route.query.panel === 'pins' ? api.chat.pins.query({ chatId }) : null,
  ])
  if (!found) return { redirect: `/w/${here(from).workspace.slug}/channels` }
  return {
    title: chatTitle(found.chat),
    data: {
      ...found,
      thread: thread || null,
      pins,
      /** The id of the message that the rendered form would send: a form sent twice is one message. */
      formId: v7() as MessageId,
      threadFormId: v7() as MessageId,
      forwardFormId: v7() as MessageId,
    },
  }
}) satisfies Load

const kept = (from: LoadFrom, chatId: ChatId) => {
  const chat = here(from).chats.find(({ id }) => id === chatId)
  const before = keptChats<KeptChat>(from.api).get(chatId)
  return chat && before
    ? { ...before, chat: { ...chat }, joined: true, draft: null, receipts: null }
    : null
}

const ask = async (from: LoadFrom, chatId: ChatId, place: ReturnType<typeof placeOf>) => {
  const { api } = from
  const [mine, page, members, marks, draft, receipts] = await Promise.all([
    unless(['not_found'], api.chat.get.query({ chatId })),
    api.chat.page.query({ chatId, ...place }),
    api.chat.members.query({ chatId }),
    api.chat.ownMarks.query({ chatId }),
    unless(['not_found'], api.chat.draft.query({ chatId })),
    here(from).workspace.readReceipts
      ? unless(['not_found'], api.chat.receipts.query({ chatId }))
      : null,
  ])
  const chat: ChatSummary | null = mine ?? (await lookInto(from, chatId))
  // What she has written here and not sent, as the server knows it.
  return chat && { chat, joined: mine !== null, page, members, marks, receipts, draft: draft ?? '' }
}

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
