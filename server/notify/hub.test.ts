import { expect, test } from 'vitest'
import type { Event, StreamEvent } from '../../shared/events.ts'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Connection, Outlet } from './connection.ts'
import type { Memberships } from './hub.ts'
import { createHub } from './hub.ts'

const lobby = newId<ChatId>()
const attic = newId<ChatId>()
const acme = newId<WorkspaceId>()
const [ada, bo, cleo] = ['Ada', 'Bo', 'Cleo'].map((name) => ({
  id: newId<UserId>(),
  name,
  isBot: false,
})) as [Person, Person, Person]
interface Person {
  id: UserId
  name: string
  isBot: boolean
}

const inLobby: Memberships = {
  chats: [{ id: lobby, from: 1 }],
  places: [{ workspaceId: acme, guest: false }],
}
const nothing: Memberships = { chats: [], places: [] }

const scene = () => {
  const hub = createHub({ epoch: 'e', position: 100 })
  let position = 100
  let id = 0
  const base = () => ({ v: 1 as const, id: String((id += 1)), at: '2026-11-23T09:00:00.000Z' })
  const publish = (event: Event) => {
    hub.deliver({ position: (position += 1), event })
    return event
  }
  const chat = (seq: number, chatId = lobby) => ({ ...base(), workspaceId: acme, chatId, seq })
  return {
    hub,
    /** A stream of a person; `heard` lists what it was sent. */
    stream: (person: Person, sessionId = `session of ${person.name}`) => {
      const heard: StreamEvent[] = []
      const buffers: Buffer[] = []
      const state = { ended: false, behind: false }
      const outlet: Outlet = {
        write: (bytes) => {
          expect(state.ended).toBe(false)
          buffers.push(bytes)
          heard.push(JSON.parse(/^data: (.*)$/m.exec(bytes.toString())?.[1] ?? '') as StreamEvent)
        },
        end: () => (state.ended = true),
        behind: () => state.behind,
      }
      const connection: Connection = hub.open({ userId: person.id, sessionId }, outlet)
      return { connection, heard, buffers, state }
    },
    say: (seq: number, chatId = lobby) =>
      publish({
        ...chat(seq, chatId),
        type: 'message.sent',
        sender: ada,
        message: {
          id: newId<MessageId>(),
          chatId,
          seq,
          senderId: ada.id,
          body: `message ${seq}`,
          mentions: [],
          files: [],
          rev: seq,
          reactions: [],
          pinned: false,
          threadId: null,
          alsoToChannel: false,
          thread: null,
          calls: null,
          quote: null,
          emote: false,
          silent: false,
          createdAt: '2026-11-23T09:00:00.000Z',
          editedAt: null,
          deletedAt: null,
          notice: null,
        },
      }),
    join: (seq: number, person: Person, chatId = lobby) =>
      publish({ ...chat(seq, chatId), type: 'member.joined', person, role: 'member', by: ada.id }),
    remove: (seq: number, person: Person) =>
      publish({ ...chat(seq), type: 'member.removed', userId: person.id, by: ada.id }),
    read: (person: Person) =>
      publish({ ...base(), type: 'read.moved', userId: person.id, chatId: lobby, readSeq: 1 }),
    revoke: (person: Person, ...sessionIds: string[]) =>
      publish({ ...base(), type: 'session.revoked', userId: person.id, sessionIds }),
    newcomer: (person: Person, role: 'member' | 'guest') =>
      publish({ ...base(), type: 'workspace.member-joined', workspaceId: acme, person, role }),
    again: (event: Event) => publish(event),
  }
}
const seqs = (heard: StreamEvent[]) => heard.flatMap((event) => ('seq' in event ? [event.seq] : []))

test('members hear their chat, as the very same bytes; nobody else hears anything', () => {
  const { hub, stream, say } = scene()
  const [a, b, c] = [stream(ada), stream(bo), stream(cleo)]
  hub.enter(a.connection, inLobby, 0)
  hub.enter(b.connection, inLobby, 0)
  hub.enter(c.connection, nothing, 0)
  const said = say(2)
  expect(a.heard).toEqual([said])
  expect(a.buffers[0]?.toString()).toBe(`data: ${JSON.stringify(said)}\nid: e-101\n\n\n`)
  expect(b.buffers[0]).toBe(a.buffers[0])
  expect(c.heard).toEqual([])
  say(3, attic)
  expect(a.heard).toHaveLength(1)
  expect(hub.stats()).toEqual({ streams: 3, delivered: 2 })
})

test('who joins hears it, and nothing from before; who is removed hears that as the last', () => {
  const { hub, stream, say, join, remove } = scene()
  const [a, b] = [stream(ada), stream(bo)]
  hub.enter(a.connection, inLobby, 0)
  hub.enter(b.connection, nothing, 0)
  say(2)
  join(3, bo)
  say(4)
  remove(5, bo)
  say(6)
  expect(seqs(a.heard)).toEqual([2, 3, 4, 5, 6])
  expect(seqs(b.heard)).toEqual([3, 4, 5])
})

test('what the relay repeats is not heard twice, and changes no membership', () => {
  const { hub, stream, say, join, remove, again } = scene()
  const [a, b] = [stream(ada), stream(bo)]
  hub.enter(a.connection, inLobby, 0)
  hub.enter(b.connection, nothing, 0)
  const early = say(2)
  const joined = join(3, bo)
  const removed = remove(4, bo)
  for (const event of [early, joined]) again(event)
  say(5)
  again(removed)
  expect(seqs(a.heard)).toEqual([2, 3, 4, 5])
  expect(seqs(b.heard)).toEqual([3, 4])
})

test('a membership that the database knows before the stream does not open the past', () => {
  const { hub, stream, say, join, remove } = scene()
  const [a, b] = [stream(ada), stream(bo)]
  hub.enter(a.connection, inLobby, 0)
  hub.enter(b.connection, { chats: [{ id: lobby, from: 8 }], places: [] }, 0)
  say(5)
  remove(6, bo)
  say(7)
  join(8, bo)
  say(9)
  expect(seqs(b.heard)).toEqual([6, 8, 9])
})

test('what happens while memberships are read is heard once, by the memberships of each moment', () => {
  const { hub, stream, say, join, remove, read } = scene()
  const a = stream(ada)
  hub.enter(a.connection, inLobby, 0)
  say(2)
  const removedMeanwhile = stream(bo)
  const joinedMeanwhile = stream(cleo)
  say(3)
  remove(4, bo)
  join(5, cleo)
  read(cleo)
  say(6)
  expect(removedMeanwhile.heard).toEqual([])
  // Both were read before those changes.
  hub.enter(removedMeanwhile.connection, inLobby, 0)
  hub.enter(joinedMeanwhile.connection, nothing, 0)
  say(7)
  expect(seqs(removedMeanwhile.heard)).toEqual([3, 4])
  expect(seqs(joinedMeanwhile.heard)).toEqual([5, 6, 7])
  expect(joinedMeanwhile.heard.map(({ type }) => type)).toContain('read.moved')
})

test('a removal that was replayed ends the membership that was read before it', () => {
  const { hub, stream, say, remove } = scene()
  const b = stream(bo)
  remove(4, bo)
  hub.enter(b.connection, inLobby, hub.position())
  say(5)
  expect(b.heard).toEqual([])
})

test('what was replayed is not heard again when it comes in late', () => {
  const { hub, stream, say } = scene()
  const b = stream(bo)
  say(2)
  hub.enter(b.connection, inLobby, 102)
  say(3)
  say(4)
  expect(seqs(b.heard)).toEqual([4])
  hub.notice(b.connection, { type: 'stream.ready' })
  expect(b.buffers.at(-1)?.toString()).toContain('id: e-103\n')
})

test('personal events reach all streams of the person; a revoked session hears of it and ends', () => {
  const { hub, stream, say, read, revoke } = scene()
  const [laptop, phone, other] = [stream(ada, 'laptop'), stream(ada, 'phone'), stream(bo)]
  for (const { connection } of [laptop, phone, other]) hub.enter(connection, inLobby, 0)
  const loading = stream(ada, 'phone')
  read(ada)
  revoke(ada, 'phone')
  expect(phone.state.ended).toBe(true)
  expect(loading.state.ended).toBe(true)
  expect(laptop.state.ended).toBe(false)
  say(2)
  hub.enter(loading.connection, inLobby, 0)
  for (const { heard } of [laptop, phone])
    expect(heard.slice(0, 2).map(({ type }) => type)).toEqual(['read.moved', 'session.revoked'])
  expect(seqs(laptop.heard)).toEqual([2])
  expect(phone.heard).toHaveLength(2)
  expect(loading.heard).toEqual([])
  expect(other.heard.map(({ type }) => type)).toEqual(['message.sent'])
  expect(hub.of(ada.id).size).toBe(1)
})

test('events of a workspace are for its members, not for its guests', () => {
  const { hub, stream, newcomer } = scene()
  const [a, b, c] = [stream(ada), stream(bo), stream(cleo)]
  hub.enter(a.connection, inLobby, 0)
  hub.enter(b.connection, nothing, 0)
  hub.enter(c.connection, nothing, 0)
  newcomer(bo, 'member')
  newcomer(cleo, 'guest')
  expect(a.heard).toHaveLength(2)
  expect(b.heard).toHaveLength(2)
  expect(c.heard).toEqual([])
})

test('signals pass only to those who can take them now, typing never to its author', () => {
  const { hub, stream, say } = scene()
  const [a, b, c] = [stream(ada), stream(bo), stream(cleo)]
  for (const { connection } of [a, b, c]) hub.enter(connection, inLobby, 0)
  say(2)
  c.state.behind = true
  hub.deliver({
    position: null,
    signal: { type: 'typing', chatId: lobby, threadId: null, person: ada },
  })
  expect([a, b, c].map(({ heard }) => heard.length)).toEqual([1, 2, 1])
  expect(b.buffers[1]?.toString()).toContain('id: e-101\n')
})

test('a closed stream leaves nothing behind', () => {
  const { hub, stream, say } = scene()
  const b = stream(bo)
  hub.enter(b.connection, inLobby, 0)
  hub.close(b.connection)
  hub.close(b.connection)
  say(2)
  expect(b.heard).toEqual([])
  expect(hub.of(bo.id).size + hub.connections().size).toBe(0)
})
