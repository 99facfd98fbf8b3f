import type { ChatId, WorkspaceId } from '../../shared/ids.ts'
import type { Board, Standing } from '../presence/board.ts'
import { sees } from '../presence/board.ts'
import type { Connection } from './connection.ts'
import type { Hub } from './hub.ts'
import { createWindow } from './window.ts'

export interface PresenceTeller {
  /** Notes what has changed; it is told within a window, of each person the latest. */
  changed: (standings: readonly Standing[]) => void
  /** Tells a stream who is there, when it begins. */
  greet: (connection: Connection) => void
  /** Tells those everything anew who were behind when something changed. To be called every second. */
  mend(): void
  close(): void
}

/** Says who is there to the streams that may know it: one frame for the members of a workspace, a few more where guests are. */
export const tellPresence = (hub: Hub, board: Pick<Board, 'of'>): PresenceTeller => {
  const behind = new Set<Connection>()
  const miss = (connections: readonly Connection[]) => {
    for (const connection of connections) behind.add(connection)
  }
  const said = (standings: Iterable<Standing>) =>
    [...standings].map(({ userId, state }) => ({ userId, state }))
  const say = (to: Iterable<Connection>, workspaceId: WorkspaceId, standings: Iterable<Standing>) =>
    miss(hub.offer(to, { type: 'presence', workspaceId, people: said(standings), whole: false }))

  const flush = (standings: readonly Standing[]) => {
    for (const [workspaceId, here] of Map.groupBy(standings, (one) => one.workspaceId)) {
      const members = hub.members(workspaceId)
      const open = here.filter(({ guest }) => !guest)
      if (open.length > 0 && members.size > 0) say(members, workspaceId, open)
      for (const [connection, near] of nearOf(here, members)) say([connection], workspaceId, near)
    }
  }
  /** Whom the workspace's own frame does not tell: guests, and everybody of guests, where they share a chat. */
  const nearOf = (standings: readonly Standing[], members: ReadonlySet<Connection>) => {
    const near = new Map<Connection, Set<Standing>>()
    for (const standing of standings)
      for (const chatId of standing.chatIds)
        for (const connection of hub.members(chatId))
          if (standing.guest || !members.has(connection))
            near.set(connection, (near.get(connection) ?? new Set()).add(standing))
    return near
  }
  const window = createWindow(flush)

  const tellAll = (connection: Connection, { begins }: { begins: boolean }) => {
    const isIn = (chatId: ChatId) => hub.members(chatId).has(connection)
    for (const { workspaceId, guest } of connection.places) {
      const here = board.of(workspaceId).filter((standing) => sees({ guest, isIn }, standing))
      const people = said(here)
      // A stream that begins knows of nobody.
      if (begins && people.length === 0) continue
      miss(hub.offer([connection], { type: 'presence', workspaceId, people, whole: true }))
    }
  }
  return {
    changed: (standings) => {
      for (const one of standings) window.add(`${one.workspaceId} ${one.userId}`, one)
    },
    greet: (connection) => tellAll(connection, { begins: true }),
    mend: () => {
      for (const connection of behind) {
        if (!hub.connections().has(connection)) behind.delete(connection)
        else if (!connection.outlet.behind()) {
          behind.delete(connection)
          tellAll(connection, { begins: false })
        }
      }
    },
    close: window.close,
  }
}
