import type { ChatEvent, Event, Signal, StreamEvent, StreamNotice } from '../../shared/events.ts'
import type { ChatId, UserId, WorkspaceId } from '../../shared/ids.ts'
import type { Published } from '../ports.ts'
import type { Connection, Outlet, Place } from './connection.ts'
import { frameOf } from './frames.ts'
import { advance, createRooms, hears } from './rooms.ts'
import { formatStreamId } from './stream-id.ts'

/** What a person is in, as the database says. `from` is the seq of joining. */
export interface Memberships {
  chats: readonly { id: ChatId; from: number }[]
  places: readonly Place[]
}

export interface Hub {
  /** The position of the last event that was delivered. */
  position(): number
  /** Takes what the bus carries: the event is made into bytes once, and only if somebody hears it. */
  deliver(live: Published | { position: null; signal: ToChat }): void
  /** Writes a passing state to streams, except to those that have bytes waiting. @returns these */
  offer(to: Iterable<Connection>, signal: Signal): Connection[]
  /** The streams that hear a chat, or a workspace: those of its members except guests. */
  members(id: ChatId | WorkspaceId): ReadonlySet<Connection>
  /** Notes a new stream, before its memberships are read: from here on nothing is missed. */
  open(who: { userId: UserId; sessionId: string }, outlet: Outlet): Connection
  /**
   * Makes a stream live: it gets what has happened since `open`, except what was replayed, and then everything.
   * @param memberships as read after `open`
   * @param upTo the position up to which it has had a replay
   */
  enter(connection: Connection, memberships: Memberships, upTo: number): void
  notice(connection: Connection, notice: StreamNotice): void
  close(connection: Connection): void
  of(userId: UserId): ReadonlySet<Connection>
  connections(): ReadonlySet<Connection>
  stats(): Readonly<HubStats>
}

/** A signal for everybody in a chat. */
export type ToChat = Extract<Signal, { chatId: ChatId }>

export interface HubStats {
  streams: number
  /** Frames written to streams since the start. */
  delivered: number
}

interface Entry extends Published {
  bytes: () => Buffer
}

/** A process of notify keeps at most so many events for streams that are still loading. */
const logLimit = 20_000
const nobody: ReadonlySet<Connection> = new Set()

/**
 * Who hears what. Events of a chat go to its members at that `seq`, a personal one to all streams of its person, events of a workspace
 * to its members except guests. It does no I/O and knows no time.
 *
 * A stream that is loading hears nothing yet; the events meanwhile are kept in one log for all of them, and `enter` goes through it with
 * the same rules, memberships included: a removal that came in while they were read still counts.
 */
export const createHub = (start: { epoch: string; position: number }): Hub => {
  const chats = createRooms()
  const workspaces = createRooms()
  const people = new Map<UserId, Set<Connection>>()
  const all = new Set<Connection>()
  const loading = new Set<Connection>()
  let position = start.position
  let log: Entry[] = []
  let delivered = 0

  const bytesOf = (event: StreamEvent, at: number) => {
    let bytes: Buffer | undefined
    return () => (bytes ??= frameOf(formatStreamId({ epoch: start.epoch, position: at }), event))
  }
  const of = (userId: UserId) => people.get(userId) ?? nobody
  const write = (connection: Connection, bytes: Buffer) => {
    delivered += 1
    connection.outlet.write(bytes)
  }
  const send = (connection: Connection, entry: Entry) => {
    if (entry.position > connection.upTo) write(connection, entry.bytes())
  }

  /** Moves a stream where an event of its own person says, before others hear of it. */
  const arrive = (connection: Connection, event: Event) => {
    if (event.type === 'member.joined') chats.enter(event.chatId, connection, event.seq)
    if (event.type === 'workspace.member-joined' && event.role !== 'guest')
      workspaces.enter(event.workspaceId, connection, 0)
  }
  /** Ends what an event ends, after it was delivered: it is the last that is heard. */
  const depart = (connection: Connection, event: Event) => {
    if (event.type === 'member.left' || event.type === 'member.removed') {
      const room = chats.get(event.chatId)
      // A membership that begins later is another one.
      if (room && hears(room, connection, event.seq)) chats.leave(room, connection)
    }
    // What this person hears has changed: her programs come back at once, and what they are in is read again.
    if (event.type === 'workspace.member-changed' || event.type === 'workspace.member-left')
      end(connection)
    if (event.type === 'session.revoked' && event.sessionIds.includes(connection.sessionId))
      end(connection)
  }
  const end = (connection: Connection) => {
    close(connection)
    connection.outlet.end()
  }

  const deliverToChat = (event: ChatEvent, entry: Entry) => {
    const room = chats.get(event.chatId)
    if (!room) return
    for (const connection of room.members)
      if (hears(room, connection, event.seq)) send(connection, entry)
    advance(room, event.seq)
  }
  /** The streams that are loading are served by `enter`; only the end of their session does not wait. */
  const deliverEvent = (entry: Entry) => {
    const { event } = entry
    // The relay repeats what it could not commit: everybody here has it.
    if ('seq' in event && event.seq <= (chats.get(event.chatId)?.seq ?? 0)) return
    const subject = subjectOf(event)
    const concerned = subject ? [...of(subject)] : []
    const live = concerned.filter(({ loadingFrom }) => loadingFrom === null)
    for (const connection of live) arrive(connection, event)
    if ('seq' in event) {
      // Whoever is told of his own leaving may have been read as gone already.
      const room = chats.get(event.chatId)
      const told = (connection: Connection) =>
        room?.members.has(connection) === true && hears(room, connection, event.seq)
      if (isLeaving(event))
        for (const connection of live) if (!told(connection)) send(connection, entry)
      deliverToChat(event, entry)
    } else if ('userId' in event) for (const connection of live) send(connection, entry)
    else
      for (const connection of workspaces.get(event.workspaceId)?.members ?? nobody)
        send(connection, entry)
    for (const connection of concerned) depart(connection, event)
  }

  const members = (id: string) => (chats.get(id) ?? workspaces.get(id))?.members ?? nobody
  const offer = (to: Iterable<Connection>, event: Signal) => {
    const bytes = bytesOf(event, position)
    const behind: Connection[] = []
    for (const connection of to)
      if (connection.outlet.behind()) behind.push(connection)
      else write(connection, bytes())
    return behind
  }
  const signal = (event: ToChat) => {
    const author = event.type === 'typing' ? event.person.id : undefined
    const all = chats.get(event.chatId)?.members ?? nobody
    offer(author ? [...all].filter(({ userId }) => userId !== author) : all, event)
  }

  /** One event for one stream that comes out of loading: the rules of `deliverEvent`. */
  const catchUp = (connection: Connection, entry: Entry) => {
    const { event } = entry
    const mine = subjectOf(event) === connection.userId
    if (mine) arrive(connection, event)
    if ('seq' in event) {
      const room = chats.get(event.chatId)
      const inside = room?.members.has(connection) && hears(room, connection, event.seq)
      if (inside || (mine && isLeaving(event))) send(connection, entry)
    } else if (
      'userId' in event ? mine : workspaces.get(event.workspaceId)?.members.has(connection)
    )
      send(connection, entry)
    if (mine) depart(connection, event)
  }

  const close = (connection: Connection) => {
    if (!all.delete(connection)) return
    loaded(connection)
    const mine = people.get(connection.userId)
    mine?.delete(connection)
    if (mine?.size === 0) people.delete(connection.userId)
    for (const room of connection.rooms)
      (chats.get(room.id) === room ? chats : workspaces).leave(room, connection)
  }
  const loaded = (connection: Connection) => {
    connection.loadingFrom = null
    if (loading.delete(connection) && loading.size === 0) log = []
  }

  return {
    position: () => position,
    of,
    connections: () => all,
    stats: () => ({ streams: all.size, delivered }),
    open: ({ userId, sessionId }, outlet) => {
      const connection: Connection = {
        userId,
        sessionId,
        outlet,
        rooms: new Set(),
        places: [],
        loadingFrom: log.length,
        upTo: 0,
      }
      all.add(connection)
      loading.add(connection)
      const mine = people.get(userId) ?? new Set()
      people.set(userId, mine.add(connection))
      return connection
    },
    enter: (connection, memberships, upTo) => {
      if (connection.loadingFrom === null) return
      connection.upTo = upTo
      for (const { id, from } of memberships.chats) chats.enter(id, connection, from)
      connection.places = memberships.places
      for (const { workspaceId, guest } of memberships.places)
        if (!guest) workspaces.enter(workspaceId, connection, 0)
      for (const entry of log.slice(connection.loadingFrom)) {
        catchUp(connection, entry)
        if (!all.has(connection)) return
      }
      loaded(connection)
      for (const room of connection.rooms) advance(room, room.seq)
    },
    deliver: (live) => {
      if (live.position === null) return signal(live.signal)
      const entry: Entry = { ...live, bytes: bytesOf(live.event, live.position) }
      position = Math.max(position, live.position)
      if (loading.size > 0) log.push(entry)
      deliverEvent(entry)
      // They come back by their ids; a log without end would take everybody down.
      if (log.length > logLimit) for (const connection of loading) end(connection)
    },
    offer,
    members,
    notice: (connection, notice) =>
      write(connection, bytesOf(notice, Math.max(position, connection.upTo))()),
    close,
  }
}

/** Whose own membership or session an event is about. */
const subjectOf = (event: Event): UserId | undefined =>
  'userId' in event ? event.userId : 'person' in event ? event.person.id : undefined

const isLeaving = (event: Event): boolean =>
  event.type === 'member.left' || event.type === 'member.removed'
