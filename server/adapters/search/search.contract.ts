import { describe, expect, test } from 'vitest'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../../shared/ids.ts'
import { newId } from '../../../shared/ids.ts'
import type { Search, SearchDoc } from '../../ports.ts'

/** A workspace of its own with one chat: tests share an index and do not see each other. */
const place = () => ({ workspaceId: newId<WorkspaceId>(), chatId: newId<ChatId>() })
type Place = ReturnType<typeof place>

const doc = (at: Place, body: string, more: Partial<SearchDoc> = {}): SearchDoc => ({
  id: newId<MessageId>(),
  version: 1,
  senderId: newId<UserId>(),
  body,
  createdAt: new Date('2026-11-02T09:00:00Z'),
  ...at,
  ...more,
})

/** What every full-text index of messages promises. */
export const searchContract = (search: () => Search) =>
  describe('search', () => {
    const ids = (at: Place, text: string, more: { chatIds?: ChatId[]; limit?: number } = {}) =>
      search().query({
        workspaceId: at.workspaceId,
        text,
        chatIds: more.chatIds ?? [at.chatId],
        limit: more.limit ?? 20,
      })

    test.each([
      ['English', 'We ship the Lighthouse release on Friday.', ['lighthouse', 'FRIDAY ship']],
      ['German', 'Die Brücke über den Fluß öffnet später', ['brucke', 'Brücke öffnet', 'FLUSS']],
      ['decomposed accents', 'cafe\u0301 at noon', ['café', 'cafe noon']],
      ['Chinese', '我们决定星期五发布新版本', ['发布', '星期五', '决定 版本', '新版本']],
      ['Japanese', '来週の会議は東京タワーで行います', ['会議', '東京', 'タワー', '東京タワー']],
      ['Korean', '회의는 금요일에 시작합니다', ['회의', '금요일']],
      ['mixed scripts', 'iPhoneの充電器をdesk 12に置いた', ['充電器', 'desk', 'iphone 12']],
    ])('finds words in %s', async (_, body, queries) => {
      const at = place()
      const message = doc(at, body)
      await search().put([message, doc(at, 'Pelican quartz umbrella. 無関係な文章。')])
      for (const text of queries) expect(await ids(at, text), text).toEqual([message.id])
    })

    test('wants all words, in any order', async () => {
      const at = place()
      const both = doc(at, 'the heron met the walrus')
      await search().put([both, doc(at, 'a heron alone'), doc(at, 'a walrus alone')])
      expect(await ids(at, 'walrus heron')).toEqual([both.id])
    })

    test('finds by the beginning of the last word', async () => {
      const at = place()
      const message = doc(at, 'the observatory opened')
      await search().put([message])
      expect(await ids(at, 'obs')).toEqual([message.id])
      expect(await ids(at, 'opened observ')).toEqual([message.id])
      expect(await ids(at, 'servatory')).toEqual([])
    })

    test('honours exact phrases', async () => {
      const at = place()
      const exact = doc(at, 'The green light, then go')
      const chinese = doc(at, '蓝色的大门开了')
      await search().put([
        exact,
        doc(at, 'a light that is green'),
        chinese,
        doc(at, '大门是蓝色的'),
      ])
      expect(await ids(at, '"green light"')).toEqual([exact.id])
      expect(await ids(at, '"green light" go')).toEqual([exact.id])
      expect(await ids(at, '"蓝色的大门"')).toEqual([chinese.id])
      expect((await ids(at, 'green light')).length).toBe(2)
    })

    test('puts the more recent of two equal matches first', async () => {
      const at = place()
      const [older, newer] = [
        doc(at, 'harbour plan', { createdAt: new Date('2025-01-01T00:00:00Z') }),
        doc(at, 'harbour plan', { createdAt: new Date('2026-11-01T00:00:00Z') }),
      ]
      await search().put([newer, older])
      expect(await ids(at, 'harbour')).toEqual([newer.id, older.id])
      expect(await ids(at, 'harbour', { limit: 1 })).toEqual([newer.id])
    })

    test('looks only into the asked chats of the asked workspace', async () => {
      const [here, there, elsewhere] = [place(), place(), place()]
      const sibling = { ...here, chatId: newId<ChatId>() }
      const mine = doc(here, 'canary')
      await search().put([mine, doc(sibling, 'canary'), doc(there, 'canary')])
      expect(await ids(here, 'canary')).toEqual([mine.id])
      expect(await ids(here, 'canary', { chatIds: [here.chatId, there.chatId] })).toEqual([mine.id])
      expect(await ids(here, 'canary', { chatIds: [] })).toEqual([])
      expect(await ids(elsewhere, 'canary', { chatIds: [here.chatId] })).toEqual([])
    })

    test('puts again without harm, and a new version in place of the old', async () => {
      const at = place()
      const first = doc(at, 'albatross')
      await search().put([first])
      await search().put([first, { ...first, version: 4, body: 'cormorant' }])
      expect(await ids(at, 'albatross')).toEqual([])
      expect(await ids(at, 'cormorant')).toEqual([first.id])
    })

    test('does not let a late old version win', async () => {
      const at = place()
      const message = doc(at, 'cormorant', { version: 4 })
      await search().put([message])
      await search().put([{ ...message, version: 2, body: 'albatross' }])
      await Promise.all([
        search().put([{ ...message, version: 9, body: 'flamingo' }]),
        search().put([{ ...message, version: 8, body: 'albatross' }]),
      ])
      expect(await ids(at, 'albatross')).toEqual([])
      expect(await ids(at, 'flamingo')).toEqual([message.id])
    })

    test('forgets what was dropped, for ever', async () => {
      const at = place()
      const [message, early, kept] = [
        doc(at, 'secret gull'),
        doc(at, 'secret tern'),
        doc(at, 'tern'),
      ]
      await search().put([message, kept])
      await search().drop([message.id, early.id])
      expect(await ids(at, 'secret')).toEqual([])
      await search().put([{ ...message, version: 7 }, early])
      expect(await ids(at, 'secret')).toEqual([])
      expect(await ids(at, 'tern')).toEqual([kept.id])
      await search().drop([])
      await search().put([])
    })

    test('takes operators of query languages for text', async () => {
      const at = place()
      const message = doc(at, `it's 100% "done": C:\\new_dir | a&b`)
      await search().put([message, doc(at, 'quokka')])
      for (const text of [
        `it's 100%`,
        'new_dir',
        'a&b',
        'a | b',
        '!done 100',
        'C:\\new',
        '-done',
        '100:*',
      ])
        expect(await ids(at, text), text).toEqual([message.id])
    })

    const odd: [string, string][] = [
      ...[
        ...['', ' ', '"', '""', '%', '_', ':*', '*', '&|!', '<->', '\\', "'", '🎉', '\u0301'],
        '" OR workspaceId EXISTS OR chatId = "',
        "'; drop table search_docs; --",
      ].map((text): [string, string] => [JSON.stringify(text), text]),
      ['many words', 'nothing '.repeat(500)],
      ['an endless word', 'x'.repeat(5000)],
      ['an endless ideograph', '字'.repeat(3000)],
    ]
    test.each(odd)('answers odd input with nothing rather than an error: %s', async (_, text) => {
      const at = place()
      await search().put([doc(at, 'walrus')])
      expect(await ids(at, text)).toEqual([])
    })
  })
