import type { JetStreamManager } from '@nats-io/jetstream'
import { JetStreamApiError, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import { z } from 'zod'
import { Event, Signal } from '../../../shared/events.ts'
import { PresenceCall } from '../../../shared/presence.ts'
import type { Passing, Published } from '../../ports.ts'

export const streamName = 'FECHATTER'
export const eventSubjects = 'fechatter.events.>'
export const signalSubject = 'fechatter.signals'

/** Where an event is published. Made of ids only, which are UUIDs: nothing a person typed becomes part of a subject. */
export const subjectOf = (event: Event): string => {
  const chat = 'chatId' in event ? event.chatId : '-'
  return 'workspaceId' in event
    ? `fechatter.events.workspace.${event.workspaceId}.${chat}`
    : `fechatter.events.person.${event.userId}.${chat}`
}

const Wire = z.object({ position: z.number().int().positive(), event: Event })

export const encode = (published: Published): string => JSON.stringify(published)

/** @throws when the bytes are not an event that this version knows */
export const decode = (bytes: Uint8Array): Published => Wire.parse(JSON.parse(text.decode(bytes)))

/** @throws when the bytes are not a signal that this version knows */
export const decodeSignal = (bytes: Uint8Array): Passing =>
  AnySignal.parse(JSON.parse(text.decode(bytes)))

const AnySignal = z.union([Signal, PresenceCall])
const text = new TextDecoder()

/** Makes the stream unless it is there; one that an operator has tuned, e.g. with replicas, stays as it is. */
export const ensureStream = async (manager: JetStreamManager): Promise<void> => {
  try {
    await manager.streams.add({
      name: streamName,
      subjects: [eventSubjects],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      max_age: nanos(24 * 3600 * 1000),
      duplicate_window: nanos(120_000),
    })
  } catch (error) {
    const taken = error instanceof JetStreamApiError && error.code === streamNameTaken
    if (!taken) throw error
  }
}

/** Error code of JetStream's API: a stream of this name exists with another configuration. */
const streamNameTaken = 10058
