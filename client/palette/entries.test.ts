import { describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import type { ChatSummary } from '../../shared/chat.ts'
import type { ChatId, UserId, WorkspaceId } from '../../shared/ids.ts'
import { chatEntry, personEntry, rank, readAsked, withoutDirects } from './entries.ts'
import type { Entry } from './entries.ts'
import { opened, scoreAt } from './frecency.ts'

const ada = { id: v7() as UserId, name: 'Ada Lovelace', isBot: false, username: 'ada' }
const muller = { id: v7() as UserId, name: 'Jörg Müller', isBot: false }

const chat = (kind: ChatSummary['kind'], name: string, more: Partial<ChatSummary> = {}) =>
  ({
    id: v7() as ChatId,
    workspaceId: v7() as WorkspaceId,
    kind,
    name,
    topic: '',
    unread: 0,
    mentions: 0,
    manualUnread: false,
    others: [],
    ...more,
  }) as unknown as ChatSummary

const command: Entry = { kind: 'command', key: 'people', title: 'People', detail: '', keys: null }
const asking = (
  text: string,
  entries: readonly Entry[],
  frecency = {},
  here: string | null = null,
) => rank(entries, readAsked(text), { frecency, now: 0, here }).map(({ title }) => title)

describe('the palette', () => {
  const general = chatEntry(chat('public', 'general'))
  const releases = chatEntry(chat('public', 'releases', { unread: 3 }))
  const design = chatEntry(chat('private', '設計'))
  const withAda = chatEntry(chat('direct', '', { others: [ada], unread: 1 }))
  const all = [general, releases, design, withAda, personEntry(muller), command]

  test('a first sign says where to look', () => {
    expect(readAsked('#ops')).toEqual({ scope: 'channels', text: 'ops' })
    expect(readAsked(' > set')).toEqual({ scope: 'commands', text: 'set' })
    expect(readAsked('? what did we decide')).toEqual({
      scope: 'ask',
      text: 'what did we decide',
    })
    expect(readAsked('ops')).toEqual({ scope: 'all', text: 'ops' })
    expect(asking('#', all)).toEqual(['releases', 'general', '設計'])
    expect(asking('@', all)).toEqual(['Ada Lovelace', 'Jörg Müller'])
    expect(asking('>', all)).toEqual(['People'])
  })

  test('without words: what waits, people first, then what is opened often; commands and the open chat stay out', () => {
    const often = { [design.key]: { score: 3, at: 0 } }
    expect(asking('', all, often, general.key)).toEqual([
      'Ada Lovelace',
      'releases',
      '設計',
      'Jörg Müller',
    ])
  })

  test('with words: names are found by their parts, whatever case, accents and script', () => {
    expect(asking('RELE', all)).toEqual(['releases'])
    expect(asking('muller', all)).toEqual(['Jörg Müller'])
    expect(asking('計', all)).toEqual(['設計'])
    expect(asking('lovelace a', all)).toEqual(['Ada Lovelace'])
    expect(asking('nobody', all)).toEqual([])
  })

  test('among names that begin alike the one that is opened often comes first', () => {
    const [a, b] = [chatEntry(chat('public', 'ops-alerts')), chatEntry(chat('public', 'ops-room'))]
    expect(asking('ops', [a, b], { [b.key]: { score: 1, at: 0 } })[0]).toBe('ops-room')
    expect(asking('ops', [a, b], { [a.key]: { score: 1, at: 0 } })[0]).toBe('ops-alerts')
  })

  test('people with whom a direct chat is open are found once', () => {
    const chats = [chat('direct', '', { others: [ada] })]
    expect(withoutDirects([ada, muller], chats)).toEqual([muller])
  })
})

describe('how often something is opened', () => {
  const week = 7 * 24 * 60 * 60 * 1000
  test('fades by half each week', () => {
    const once = opened({}, 'a', 0)
    expect(scoreAt(once, 'a', 0)).toBe(1)
    expect(scoreAt(once, 'a', week)).toBeCloseTo(0.5)
    expect(scoreAt(opened(once, 'a', week), 'a', week)).toBeCloseTo(1.5)
    expect(scoreAt(once, 'b', 0)).toBe(0)
  })
  test('is bounded, and a new one always finds a place', () => {
    let all = {}
    for (let n = 0; n < 300; n += 1) all = opened(opened(all, `k${n}`, n), `k${n}`, n)
    expect(Object.keys(all)).toHaveLength(200)
    expect(Object.keys(opened(all, 'new', 400))).toContain('new')
  })
})
