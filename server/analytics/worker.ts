import type { Event } from '../../shared/events.ts'
import type { UserId } from '../../shared/ids.ts'
import type { Deps } from '../deps.ts'
import { findPeople } from '../identity/people.ts'
import { on } from '../outbox/on.ts'
import type { Stop, UsageRow } from '../ports.ts'
import { batched } from './batch.ts'
import { clickhouseTime } from './time.ts'

/** The bus gives a consumer few events at once, so there is little to wait for: a write follows within this many ms. */
const afterMs = 25
const mostRows = 1000

/**
 * Role `analytics`: what happened, as rows of usage, without any content. An event counts as handled when its row is in the
 * warehouse; given again after a crash it is the same row.
 */
export const start = async ({
  bus,
  db,
  warehouse,
}: Pick<Deps, 'bus' | 'db' | 'warehouse'>): Promise<{ app: null; stop: Stop }> => {
  const insert = batched<UsageRow>((rows) => warehouse.insert(rows), { most: mostRows, afterMs })
  const note = (event: WorkspaceWide, who: { id: UserId; isBot: boolean }) =>
    insert(toRow(event, who))
  const noteUser = async (event: WorkspaceWide, id: UserId) => {
    const [person] = await findPeople(db, [id])
    await note(event, { id, isBot: person?.isBot ?? false })
  }
  const stop = await bus.consume(
    'analytics',
    on({
      // What a system line tells is an event of its own.
      'message.sent': async (event) => {
        if (!event.message.notice) await note(event, event.sender)
      },
      'message.edited': (event) => noteUser(event, event.message.senderId),
      'message.deleted': (event) => noteUser(event, event.by),
      'chat.created': (event) => noteUser(event, event.chat.createdBy),
      'member.joined': (event) => note(event, event.person),
      'member.left': (event) => noteUser(event, event.userId),
      'member.removed': (event) => noteUser(event, event.userId),
      'workspace.member-joined': (event) => note(event, event.person),
    }),
  )
  return { app: null, stop }
}

type WorkspaceWide = Extract<Event, { workspaceId: string }>

const toRow = (event: WorkspaceWide, who: { id: UserId; isBot: boolean }): UsageRow => ({
  event_id: event.id,
  type: event.type,
  workspace_id: event.workspaceId,
  chat_id: 'chatId' in event ? event.chatId : '',
  user_id: who.id,
  is_bot: who.isBot ? 1 : 0,
  at: clickhouseTime(new Date(event.at)),
})
