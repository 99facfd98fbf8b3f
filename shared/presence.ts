import { z } from 'zod'
import { ChatId, UserId, WorkspaceId } from './ids.ts'

/** Whether a person is there: `away` is signed in and idle, `busy` is chosen by herself. */
export const availabilities = ['online', 'away', 'busy', 'offline'] as const
export const Availability = z.enum(availabilities)
export type Availability = z.infer<typeof Availability>

/** What a person shows whatever she does; `auto` shows what her devices say. `offline` hides her. */
export const chosenAvailabilities = ['auto', 'away', 'busy', 'offline'] as const
export const ChosenAvailability = z.enum(chosenAvailabilities)
export type ChosenAvailability = z.infer<typeof ChosenAvailability>

/** How a device is: in use, idle, or just closed. */
export const DeviceState = z.enum(['online', 'away', 'offline'])
export type DeviceState = z.infer<typeof DeviceState>

export const Presence = z.object({ userId: UserId, state: Availability })
export type Presence = z.infer<typeof Presence>

/** Where a person's presence can be seen: by members in the whole workspace, by and of guests only where they share a chat. */
export const Reach = z.object({
  workspaceId: WorkspaceId,
  chosen: ChosenAvailability,
  guest: z.boolean(),
  /** Of a guest all her chats, of others those with a guest in them. */
  chatIds: z.array(ChatId),
})
export type Reach = z.infer<typeof Reach>

/** One device renews the lease by which its person is there. It passes between the servers only. */
export const Beat = z.object({
  type: z.literal('presence.beat'),
  userId: UserId,
  deviceId: z.string(),
  state: DeviceState,
  /** How long it holds, in milliseconds. */
  forMs: z.number(),
  in: z.array(Reach),
  /** Told again to a process that has asked, which may have heard of the device since. */
  again: z.boolean().optional(),
})
export type Beat = z.infer<typeof Beat>

/** What servers tell each other besides: a process that has just started asks for the leases that the others know of. */
export const PresenceCall = z.discriminatedUnion('type', [
  Beat,
  z.object({ type: z.literal('presence.asked') }),
])
export type PresenceCall = z.infer<typeof PresenceCall>
