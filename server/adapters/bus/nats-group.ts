import type { Consumer, ConsumerMessages, JetStreamClient, JsMsg } from '@nats-io/jetstream'
import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import type { Logger } from 'pino'
import { setTimeout as pause } from 'node:timers/promises'
import type { DeadLetter, Stop } from '../../ports.ts'
import { decode, ensureStream, eventSubjects, streamName } from './nats-stream.ts'
import type { Handle } from './patience.ts'
import { maxTries, patient, reasonOf } from './patience.ts'

/** Events of one member in work at once. Only free hands ask for more: an event that waited in a buffer would use up its `ack_wait`. */
const concurrency = 16
const ackWaitMs = 30_000
const pullMs = 5000

/**
 * One member of a durable group of the stream: pulls, handles, acknowledges. Tries are counted by the server, so a message that
 * kills the process is set aside like one that fails. When stream or consumer are gone it makes them again and reads from the oldest.
 */
export const natsGroup = async ({
  js,
  group,
  handle,
  deadLetter,
  log,
  delayMs,
}: {
  js: JetStreamClient
  group: string
  handle: Handle
  deadLetter: DeadLetter
  log: Pick<Logger, 'warn'>
  delayMs: (failed: number) => number
}): Promise<Stop> => {
  const stopping = new AbortController()
  const { signal } = stopping
  const inWork = new Set<Promise<void>>()
  const member = patient(handle, signal)
  let batch: ConsumerMessages | null = null

  const bury = async (message: JsMsg, eventId: string, payload: unknown, reason: string) => {
    try {
      await deadLetter(group, { eventId, payload, reason })
      message.term()
    } catch (error) {
      log.warn({ err: error, consumer: group, eventId }, 'a dead letter could not be kept')
      message.nak(2000)
    }
  }
  const attempt = async (message: JsMsg) => {
    const tries = message.info.deliveryCount
    let published
    try {
      published = decode(message.data)
    } catch (error) {
      return bury(message, `stream:${message.seq}`, message.string(), reasonOf(error))
    }
    const { id } = published.event
    if (tries > maxTries)
      return bury(message, id, published.event, `its process ended in each of ${maxTries} tries`)
    const beat = setInterval(() => message.working(), ackWaitMs / 3)
    try {
      await member(published)
      message.ack()
    } catch (error) {
      if (signal.aborted) return message.nak()
      if (tries >= maxTries) return bury(message, id, published.event, reasonOf(error))
      log.warn({ err: error, consumer: group, eventId: id, number: tries }, 'try failed')
      message.nak(delayMs(tries))
    } finally {
      clearInterval(beat)
    }
  }
  const work = (message: JsMsg) => {
    const job = attempt(message).finally(() => inWork.delete(job))
    inWork.add(job)
  }

  const open = async (): Promise<Consumer> => {
    const manager = await js.jetstreamManager(false)
    await ensureStream(manager)
    await manager.consumers.add(streamName, {
      durable_name: group,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ackWaitMs),
      deliver_policy: DeliverPolicy.All,
      filter_subject: eventSubjects,
      max_deliver: -1,
    })
    return js.consumers.get(streamName, group)
  }
  let failures = 0
  const pull = async (consumer: Consumer) => {
    if (inWork.size >= concurrency) await Promise.race(inWork)
    batch = await consumer.fetch({ max_messages: concurrency - inWork.size, expires: pullMs })
    if (signal.aborted) await batch.close()
    for await (const message of batch)
      if (signal.aborted) message.nak()
      else work(message)
    failures = 0
  }
  const failed = async (error: unknown) => {
    if (signal.aborted) return
    if (failures++ === 0) log.warn({ err: error, consumer: group }, 'cannot read from NATS')
    await pause(Math.min(2000, 50 * 2 ** failures), undefined, { signal }).catch(() => {})
  }
  const run = async (first: Consumer | null) => {
    let consumer = first
    while (!signal.aborted)
      try {
        consumer ??= await open()
        await pull(consumer)
      } catch (error) {
        consumer = null
        await failed(error)
      }
  }

  const first = await open().catch(async (error: unknown) => {
    await failed(error)
    return null
  })
  const running = run(first)
  return async () => {
    stopping.abort()
    await batch?.close()
    await running
    await Promise.allSettled(inWork)
  }
}
