import { sql } from 'drizzle-orm'
import type { Db } from '../../server/db/database.ts'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'

export interface Size {
  chats: number
  /** Messages in each chat, and in the one that is looked into. */
  each: number
  busy: number
}

export interface People {
  workspaceId: WorkspaceId
  reader: UserId
  other: UserId
}

export interface Seeded {
  busy: ChatId
  /** A message in the middle of the busy chat, with a hundred replies at its end. */
  root: MessageId
  rows: number
}

const replies = 100

/**
 * Fills a workspace by a few statements over whole sets: the reader is in every chat with one other, has read all but the last three
 * messages of each, and is mentioned in every 20th. Messages come in the order of time, as they would: each chat's lie apart.
 */
export const seedHistory = async (
  db: Db,
  { workspaceId, reader, other }: People,
  { chats, each, busy }: Size,
): Promise<Seeded> => {
  await db.execute(sql`
    create table place as
    select gen_random_uuid() as id, n, case when n = 1 then ${busy}::int else ${each}::int end as size
    from generate_series(1, ${chats}::int) as n`)
  await db.execute(sql`
    insert into chats (id, workspace_id, kind, name, created_by, last_seq, last_message_seq, last_message_at)
    select id, ${workspaceId}, 'private', 'scale-' || n, ${reader}, size, size,
      to_timestamp(1760000000 + size * 60) from place`)
  for (const userId of [reader, other])
    await db.execute(sql`
      insert into chat_members (chat_id, user_id, role, joined_seq, read_seq)
      select id, ${userId}, 'member', 0, size - 3 from place`)
  // A UUIDv7 as clients make it: the time, then chance.
  await db.execute(sql`
    insert into messages (id, chat_id, seq, changed_seq, rev, sender_id, body, fingerprint, created_at)
    select (lpad(to_hex(1760000000000 + seq * 60000 + n), 12, '0') || '7' || substr(md5(n || ' ' || seq), 1, 3) || '8' || substr(md5(n || ' ' || seq), 4, 15))::uuid,
      place.id, seq, seq, seq, ${other},
      'Message ' || seq || ' of the lighthouse project, long enough to be one', 'scale',
      to_timestamp(1760000000 + seq * 60)
    from generate_series(1, ${Math.max(each, busy)}::int) as seq join place on seq <= place.size
    order by seq, n`)
  await db.execute(sql`
    insert into mentions (message_id, user_id, chat_id, seq, created_at)
    select id, ${reader}, chat_id, seq, created_at from messages
    where fingerprint = 'scale' and seq % 20 = 0`)
  await db.execute(sql`
    insert into outbox (position, type, workspace_id, chat_id, seq, message_id, payload, created_at)
    select nextval('stream_position'), 'message.sent', ${workspaceId}, chat_id, seq, id,
      jsonb_build_object('message', jsonb_build_object('id', id, 'chatId', chat_id, 'seq', seq, 'rev', seq,
        'senderId', sender_id, 'body', body, 'mentions', '[]'::jsonb, 'reactions', '[]'::jsonb),
        'sender', jsonb_build_object('id', sender_id, 'name', 'Bo Berg', 'isBot', false)), created_at
    from messages where fingerprint = 'scale' order by created_at`)
  await db.execute(sql`update relay set position = (select max(position) from outbox)`)
  const [busiest] = await db.execute<{ id: ChatId }>(sql`select id from place where n = 1`)
  const chatId = busiest?.id as ChatId
  const [middle] = await db.execute<{ id: MessageId }>(
    sql`select id from messages where chat_id = ${chatId} and seq = ${busy >> 1}`,
  )
  const root = middle?.id as MessageId
  await db.execute(sql`
    update messages set thread_id = ${root}
    where chat_id = ${chatId} and seq > ${busy - replies - 10} and seq <= ${busy - 10}`)
  await db.execute(sql`
    insert into thread_followers (thread_id, user_id, chat_id, following, read_seq)
    values (${root}, ${reader}, ${chatId}, true, ${busy - 20})`)
  await db.execute(sql`drop table place`)
  await db.execute(sql`vacuum analyze`)
  const [count] = await db.execute<{ n: string }>(sql`select count(*) as n from messages`)
  return { busy: chatId, root, rows: Number(count?.n) }
}
