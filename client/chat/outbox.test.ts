import { beforeEach, describe, expect, test } from 'vitest'
import type { FaultBody } from '../../shared/errors.ts'
import type { File } from '../../shared/file.ts'
import type { ChatId, FileId, MessageId, WorkspaceId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Ack, Draft } from '../../shared/message.ts'
import type { Coming } from '../files/coming.ts'
import type { Unsent } from './outbox.ts'
import { createOutbox } from './outbox.ts'

const lobby = newId<ChatId>()
const draft = (body: string): Draft => ({ id: newId<MessageId>(), chatId: lobby, body })
const fault = (code: FaultBody['code'], more: Partial<FaultBody> = {}): FaultBody => ({
  code,
  message: code,
  ...more,
})

/** A browser: one store and one lock for all its tabs, and a server that answers as told. */
const browser = () => {
  const stored = new Map<MessageId, Unsent>()
  const sent: Draft[] = []
  const waits: number[] = []
  const answers: (FaultBody | 'ack')[] = []
  const uploads = new Map<FileId, PromiseWithResolvers<File>>()
  const uploadOf = (id: FileId) => {
    const upload = uploads.get(id) ?? Promise.withResolvers<File>()
    uploads.set(id, upload)
    return upload
  }
  let now = 0
  let running: Promise<void> = Promise.resolve()
  const tab = () => {
    const acked: Ack[] = []
    const changed: Unsent[] = []
    const outbox = createOutbox({
      load: async () => [...stored.values()],
      save: async (entry) => void stored.set(entry.id, entry),
      remove: async (id) => void stored.delete(id),
      arrive: (coming, signal) =>
        Promise.race([
          Promise.all(coming.map(({ id }) => uploadOf(id).promise)),
          new Promise<never>((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason as Error))
          }),
        ]),
      send: async (message) => {
        expect(stored.has(message.id), 'stored before the call').toBe(true)
        sent.push(message)
        const answer = answers.shift() ?? 'ack'
        if (answer !== 'ack') throw answer as unknown as Error
        return { id: message.id, seq: sent.length, createdAt: '' }
      },
      faultOf: (error) => error as FaultBody,
      exclusively: async (_chat, work) => (running = running.then(work)),
      wait: async (ms) => {
        waits.push(ms)
        now += ms
      },
      now: () => now,
      random: () => 0.5,
      onSent: (_chat, ack) => acked.push(ack),
      onChange: (entry) => changed.push(entry),
    })
    return { ...outbox, acked, changed }
  }
  return {
    tab,
    stored,
    sent,
    waits,
    answers,
    uploads,
    uploadOf,
    pass: (ms: number) => {
      now += ms
    },
  }
}

describe('an outbox', () => {
  let world: ReturnType<typeof browser>
  beforeEach(() => {
    world = browser()
  })
  const bodies = () => world.sent.map(({ body }) => body)

  test('sends in the order of writing and forgets what is acknowledged', async () => {
    const ada = world.tab()
    await Promise.all(['one', 'two', 'three'].map((body) => ada.add(draft(body))))
    expect(bodies()).toEqual(['one', 'two', 'three'])
    expect(ada.acked).toHaveLength(3)
    expect(world.stored.size).toBe(0)
  })

  test('repeats an unknown outcome with the same id, waiting longer each time', async () => {
    world.answers.push(
      fault('unavailable'),
      fault('internal'),
      fault('rate_limited', { retryAfter: 7 }),
    )
    await world.tab().add(draft('hi'))
    expect(new Set(world.sent.map(({ id }) => id)).size).toBe(1)
    expect(world.waits).toEqual([250, 500, 7000])
    expect(world.stored.size).toBe(0)
  })

  test('never overtakes: what was written later waits for the earlier one', async () => {
    const ada = world.tab()
    world.answers.push(fault('unavailable'), fault('unavailable'))
    await Promise.all([ada.add(draft('first')), ada.add(draft('second'))])
    expect(bodies()).toEqual(['first', 'first', 'first', 'second'])
  })

  test('keeps a definite refusal for the writer, and goes on with the next', async () => {
    const ada = world.tab()
    world.answers.push(fault('invalid_input'))
    await Promise.all([ada.add(draft('bad')), ada.add(draft('good'))])
    expect(bodies()).toEqual(['bad', 'good'])
    expect(await ada.of(lobby)).toMatchObject([{ body: 'bad', state: 'failed' }])
  })

  describe('with files on their way', () => {
    const coming = (name: string): Coming => ({
      id: newId<FileId>(),
      workspaceId: newId<WorkspaceId>(),
      name,
      size: 3,
    })
    const fileOf = ({ id, name, size }: Coming): File => ({
      ...{ id, name, size },
      type: 'application/pdf',
      kind: 'pdf',
    })
    const withFiles = (body: string, ...files: Coming[]) => ({
      ...draft(body),
      fileIds: files.map(({ id }) => id),
      coming: files,
    })

    test('sends when they have arrived, before what was written later', async () => {
      const ada = world.tab()
      const [plan, map] = [coming('plan.pdf'), coming('map.pdf')]
      const all = Promise.all([ada.add(withFiles('look', plan, map)), ada.add(draft('well?'))])
      world.uploadOf(map.id).resolve(fileOf(map))
      await expect.poll(() => world.uploads.size).toBe(2)
      expect(bodies()).toEqual([])
      world.pass(11 * 60 * 1000)
      world.uploadOf(plan.id).resolve(fileOf(plan))
      await all
      // What had to wait behind them is not held to be old.
      expect(bodies()).toEqual(['look', 'well?'])
      expect(world.sent[0]).toMatchObject({ fileIds: [plan.id, map.id] })
      expect(world.sent[0]).not.toHaveProperty('coming')
      expect(ada.changed.find(({ files }) => files)).toMatchObject({
        files: [{ name: 'plan.pdf' }, { name: 'map.pdf' }],
      })
    })

    test('can be taken back meanwhile, and lets the next one go', async () => {
      const ada = world.tab()
      const plan = coming('plan.pdf')
      const look = withFiles('look', plan)
      const all = Promise.all([ada.add(look), ada.add(draft('well?'))])
      await expect.poll(() => world.stored.size).toBe(2)
      await ada.discard(look.id)
      await all
      expect(bodies()).toEqual(['well?'])
      expect(world.stored.size).toBe(0)
    })

    test('keeps a message whose file is refused, and tries both again when asked to', async () => {
      const ada = world.tab()
      const plan = coming('plan.pdf')
      const look = withFiles('look', plan)
      const added = ada.add(look)
      world.uploadOf(plan.id).reject(fault('too_large'))
      await added
      expect(await ada.of(lobby)).toMatchObject([{ state: 'failed', coming: [plan] }])
      world.uploads.delete(plan.id)
      const again = ada.retry(look.id)
      world.uploadOf(plan.id).resolve(fileOf(plan))
      await again
      expect(bodies()).toEqual(['look'])
    })
  })

  test('stops when the session has ended, and keeps everything', async () => {
    const ada = world.tab()
    world.answers.push(fault('unauthorized'))
    await ada.add(draft('later'))
    expect(world.sent).toHaveLength(1)
    expect(await ada.of(lobby)).toMatchObject([{ body: 'later', state: 'waiting' }])
  })

  test('survives the tab: another one sends it, once, under the same id', async () => {
    const first = world.tab()
    const message = draft('written before the reload')
    world.answers.push(fault('unauthorized'))
    await first.add(message)
    const [second, third] = [world.tab(), world.tab()]
    await Promise.all([second.resume(), third.resume()])
    expect(world.sent.map(({ id }) => id)).toEqual([message.id, message.id])
    expect(second.acked.length + third.acked.length).toBe(1)
  })

  test('asks before it sends what waited for more than ten minutes', async () => {
    const ada = world.tab()
    world.answers.push(fault('unauthorized'))
    const message = draft('lunch?')
    await ada.add(message)
    world.pass(10 * 60 * 1000 + 1)
    const later = world.tab()
    await later.resume()
    expect(world.sent).toHaveLength(1)
    expect(later.changed).toMatchObject([{ state: 'stale' }])
    await later.retry(message.id)
    expect(bodies()).toEqual(['lunch?', 'lunch?'])
    expect(world.stored.size).toBe(0)
  })

  test('takes back what failed, but not what may be on its way', async () => {
    const ada = world.tab()
    world.answers.push(fault('conflict'), fault('unauthorized'))
    const [failed, waiting] = [draft('failed'), draft('waiting')]
    await ada.add(failed)
    await ada.add(waiting)
    await ada.discard(failed.id)
    await ada.discard(waiting.id)
    expect((await ada.of(lobby)).map(({ body }) => body)).toEqual(['waiting'])
  })
})
