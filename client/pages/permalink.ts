import type { MessageId } from '../../shared/ids.ts'
import { unless } from '../lib/api.ts'
import type { Load } from '../page.ts'

/** The address of a message by its id alone: goes on to where it stands, or says that it cannot be seen. */
export const loadPermalink = (async ({ api, route, words }) => {
  const messageId = String(route.params.messageId) as MessageId
  const place = await unless(['not_found', 'invalid_input'], api.chat.find.query({ messageId }))
  if (!place) return { fault: { code: 'not_found', message: words.quotes.hidden }, status: 404 }
  const { slug, chatId, seq, threadId, alsoToChannel } = place
  const thread = threadId && !alsoToChannel ? `&thread=${threadId}` : ''
  return { redirect: `/w/${slug}/chats/${chatId}?at=${seq}${thread}` }
}) satisfies Load
