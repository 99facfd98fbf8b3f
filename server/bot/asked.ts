import { and, eq, isNull } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'
import type { EventOf } from '../../shared/events.ts'
import type { ChatId, MessageId, WorkspaceId } from '../../shared/ids.ts'
import type { Person } from '../../shared/people.ts'
import type { Db } from '../db/database.ts'
import { chats, messages, users, workspaces } from '../db/schema.ts'
import { personColumns, toPerson } from '../identity/people.ts'

/** A question to the bot. */
export interface Asked {
  workspaceId: WorkspaceId
  slug: string
  chatId: ChatId
  /** Whether only the asker reads the answer. */
  direct: boolean
  bot: Person
  asker: Person
  questionId: MessageId
  seq: number
  text: string
}

interface Place {
  slug: string
  direct: boolean
  bot: Person
}

/**
 * Tells which messages are for the bot: those of people that mention it, and everything in a direct chat with it. A bot's message never
 * is, so that bots do not talk to each other without end. Every message of every chat comes by here, hence the cache.
 */
export const questionsTo = (db: Db) => {
  const places = new LRUCache<ChatId, Place>({ max: 10_000, ttl: 60_000 })

  const placeOf = async (chatId: ChatId): Promise<Place | undefined> => {
    const cached = places.get(chatId)
    if (cached) return cached
    const [row] = await db
      .select({
        slug: workspaces.slug,
        pair: chats.pair,
        bot: personColumns,
      })
      .from(chats)
      .innerJoin(workspaces, eq(workspaces.id, chats.workspaceId))
      .innerJoin(users, eq(users.id, workspaces.botId))
      .where(eq(chats.id, chatId))
    if (!row) return undefined
    const { slug, pair } = row
    const bot = toPerson(row.bot)
    const place = { slug, bot, direct: pair?.split(':').includes(bot.id) ?? false }
    places.set(chatId, place)
    return place
  }

  /** The question that a message is, as it reads now; `null` when it is none, or is deleted. */
  return async ({
    workspaceId,
    chatId,
    seq,
    message,
    sender,
  }: EventOf<'message.sent'>): Promise<Asked | null> => {
    if (sender.isBot || message.notice) return null
    const place = await placeOf(chatId)
    if (!place || !(place.direct || message.mentions.includes(place.bot.id))) return null
    const text = await currentText(db, message.id)
    if (text === null) return null
    const asked = { workspaceId, chatId, asker: sender, questionId: message.id, seq }
    return { ...asked, ...place, text: withoutCall(text, place.bot) }
  }
}

const currentText = async (db: Db, id: MessageId): Promise<string | null> => {
  const [row] = await db
    .select({ body: messages.body })
    .from(messages)
    .where(and(eq(messages.id, id), isNull(messages.deletedAt)))
  return row?.body ?? null
}

/** The question without the name that calls the bot. */
const withoutCall = (text: string, { name }: Person): string => {
  const call = `@${name}`
  const at = text.toLowerCase().indexOf(call.toLowerCase())
  const rest = at < 0 ? text : `${text.slice(0, at)}${text.slice(at + call.length)}`
  return rest.replace(/^[\s,:]+/, '').trimEnd() || text
}
