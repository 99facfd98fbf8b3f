import { beforeEach, describe, expect, test } from 'vitest'
import { Fault } from '../../../shared/errors.ts'
import type { ChatId } from '../../../shared/ids.ts'
import { newId } from '../../../shared/ids.ts'
import type { DraftParts, Kept, Place } from './drafts.ts'
import { createDrafts, merge } from './drafts.ts'

const place: Place = { chatId: newId<ChatId>(), threadId: null }

/** A device: its storage outlives what was made of it, the server is shared, and time passes when it is told to. */
const device = (server: { text: string; fault: Fault | null; told: string[] }) => {
  const stored = new Map<string, { place: Place; kept: Kept }>()
  let timers: { ms: number; act: () => void }[] = []
  const answer = <T>(value: () => T): Promise<T> =>
    server.fault ? Promise.reject(server.fault) : Promise.resolve(value())
  const parts: DraftParts = {
    read: ({ chatId }) => stored.get(chatId)?.kept ?? null,
    keep: (at, kept) =>
      void (kept ? stored.set(at.chatId, { place: at, kept }) : stored.delete(at.chatId)),
    all: () => [...stored.values()],
    ask: () => answer(() => server.text),
    tell: (_, text) =>
      answer(() => {
        server.text = text.trim() === '' ? '' : text
        server.told.push(text)
      }),
    faultOf: (error) => (error as Fault).body(),
    later: (ms, act) => {
      const timer = { ms, act }
      timers.push(timer)
      return () => {
        timers = timers.filter((one) => one !== timer)
      }
    },
  }
  return {
    stored,
    start: () => createDrafts(parts),
    waits: () => timers.map(({ ms }) => ms),
    /** Lets all timers run out and every call end. */
    rest: async () => {
      const due = timers
      timers = []
      for (const { act } of due) act()
      for (let i = 0; i < 20; i += 1) await Promise.resolve()
    },
  }
}

let server: Parameters<typeof device>[0]
beforeEach(() => {
  server = { text: '', fault: null, told: [] }
})
const ignore = () => {}

describe('a draft', () => {
  test('is kept at every input and told after a second of rest, once', async () => {
    const one = device(server)
    const draft = one.start().open(place, ignore)
    for (const text of ['h', 'he', 'hel']) draft.type(text)
    expect(one.stored.get(place.chatId)?.kept.text).toBe('hel')
    expect(one.waits()).toEqual([1_000])
    await one.rest()
    expect(server.told).toEqual(['hel'])
  })

  test('that was sent leaves no trace here or there', async () => {
    const one = device(server)
    const draft = one.start().open(place, ignore)
    draft.type('hello')
    await one.rest()
    draft.type('')
    expect(one.waits()).toEqual([0])
    await one.rest()
    expect(server.text).toBe('')
    expect(one.stored.size).toBe(0)
  })

  test('that was sent just before the tab died does not come back', async () => {
    const one = device(server)
    const draft = one.start().open(place, ignore)
    draft.type('hello')
    await one.rest()
    draft.type('')
    const again = one.start().open(place, ignore)
    again.hear('hello')
    expect(again.kept().text).toBe('')
  })

  test('outlives the end of the session, and is told when somebody is signed in again', async () => {
    const one = device(server)
    const drafts = one.start()
    server.fault = new Fault('unauthorized', '')
    drafts.open(place, ignore).type('not lost')
    await one.rest()
    expect(one.waits()).toEqual([10_000])
    server.fault = null
    const reloaded = one.start()
    reloaded.resume()
    await one.rest()
    expect(server.text).toBe('not lost')
  })

  test('stays here when the chat is closed to its writer, who is not asked again and again', async () => {
    const one = device(server)
    server.fault = new Fault('not_found', '')
    one.start().open(place, ignore).type('still mine')
    await one.rest()
    expect(one.waits()).toEqual([])
    expect(one.stored.get(place.chatId)?.kept.text).toBe('still mine')
  })
})

describe('two devices', () => {
  test('follow each other while only one is written on', async () => {
    const [desk, phone] = [device(server), device(server)]
    const drafts = phone.start()
    const seen: string[] = []
    drafts.open(place, ({ text }) => seen.push(text))
    desk.start().open(place, ignore).type('from the desk')
    await desk.rest()
    drafts.changed(place)
    await phone.rest()
    expect(seen).toEqual(['from the desk'])
  })

  test('never overwrite what is being typed: the person chooses', async () => {
    const [desk, phone] = [device(server), device(server)]
    const drafts = phone.start()
    const mine = drafts.open(place, ignore)
    mine.type('on the pho')
    desk.start().open(place, ignore).type('from the desk')
    await desk.rest()
    drafts.changed(place)
    await phone.rest()
    expect(mine.kept()).toMatchObject({ text: 'on the pho', theirs: 'from the desk' })
    mine.type('on the phone')
    await phone.rest()
    expect(server.text).toBe('from the desk')
    mine.choose('mine')
    await phone.rest()
    expect(server.text).toBe('on the phone')
  })

  test('what is typed while the server is being asked is kept', async () => {
    const phone = device(server)
    const drafts = phone.start()
    const mine = drafts.open(place, ignore)
    mine.type('one')
    await phone.rest()
    server.text = 'one, from the desk'
    drafts.changed(place)
    mine.type('one, and two')
    await phone.rest()
    expect(mine.kept()).toMatchObject({ text: 'one, and two', theirs: 'one, from the desk' })
  })

  test('what was sent on the other is gone here, and what goes on here stays', () => {
    expect(merge({ text: 'same', base: 'same', theirs: null }, '').text).toBe('')
    expect(merge({ text: 'same, and more', base: 'same', theirs: null }, '')).toEqual({
      text: 'same, and more',
      base: '',
      theirs: null,
    })
  })
})
