import { beforeAll, describe, expect, test } from 'vitest'
import type { ChatId, MessageId, UserId, WorkspaceId } from '../../../shared/ids.ts'
import { newId } from '../../../shared/ids.ts'
import type { Search, SearchBuilder, SearchDoc, SearchFilter, SearchQuery } from '../../ports.ts'

/** A workspace of its own with one chat: tests share an index and do not see each other. */
const place = () => ({ workspaceId: newId<WorkspaceId>(), chatId: newId<ChatId>() })
type Place = ReturnType<typeof place>

const doc = (at: Place, body: string, more: Partial<SearchDoc> = {}): SearchDoc => ({
  id: newId<MessageId>(),
  version: 1,
  senderId: newId<UserId>(),
  body,
  attached: '',
  to: [],
  kinds: [],
  createdAt: new Date('2026-11-02T09:00:00Z'),
  ...at,
  ...more,
})

/** What every full-text index of messages promises. */
export const searchContract = (
  search: () => Search,
  builder: () => SearchBuilder,
  /** Whether the engine behind it forgives slips: the stand-in does not. */
  { forgiving = true } = {},
) =>
  describe('search', () => {
    beforeAll(async () => {
      await builder().begin()
      await builder().finish()
    })
    const ids = (at: Place, text: string, more: Partial<SearchQuery> = {}) =>
      search().query({
        workspaceId: at.workspaceId,
        text,
        chatIds: [at.chatId],
        limit: 20,
        ...more,
      })

    test.each([
      ['English', 'We ship the Lighthouse release on Friday.', ['lighthouse', 'FRIDAY ship']],
      ['German', 'Die Brücke über den Fluß öffnet später', ['brucke', 'Brücke öffnet', 'FLUSS']],
      ['decomposed accents', 'cafe\u0301 at noon', ['café', 'cafe noon']],
      ['Chinese', '我们决定星期五发布新版本', ['发布', '星期五', '决定 版本', '新版本']],
      ['Japanese', '来週の会議は東京タワーで行います', ['会議', '東京', 'タワー', '東京タワー']],
      ['Korean', '회의는 금요일에 시작합니다', ['회의', '금요일']],
      ['traditional characters', '我們決定週五發布新軟體', ['我们', '发布', '發布']],
      ['simplified characters', '我们决定周五发布新软件', ['我們', '發布', '发布']],
      ['full-width letters', 'ＢＥＲＬＩＮ　１２', ['berlin 12', 'ｂｅｒｌｉｎ']],
      ['half-width kana', 'ﾃﾞｰﾀﾍﾞｰｽのﾊﾞｯｸｱｯﾌﾟ', ['データベース', 'バックアップ', 'ﾃﾞｰﾀ']],
      ['letters without their accents', 'Garcon, un cafe creme', ['garçon', 'CAFÉ crème']],
      ['ligatures', 'the ﬁnal Ångström', ['final', 'angstrom ﬁnal']],
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

    test('finds what stands in files, and not across text and file', async () => {
      const at = place()
      const message = doc(at, 'the minutes', { attached: 'harbour-plan.pdf\nberths and cranes' })
      await search().put([message])
      for (const text of ['harbour', 'cranes minutes', '"berths and cranes"'])
        expect(await ids(at, text), text).toEqual([message.id])
    })

    test.runIf(forgiving)(
      'forgives a slip in a long word, and puts exact matches first (needs an engine that forgives them)',
      async () => {
        const at = place()
        const [exact, near] = [doc(at, 'the lighthouze'), doc(at, 'the lighthouse')]
        await search().put([near, exact])
        expect(await ids(at, 'lighthouze tower')).toEqual([])
        expect(await ids(at, 'lighthouze ')).toEqual([exact.id, near.id])
        for (const text of ['lihgthouse', 'lighthouse', 'ligthouse', 'kighthouse'])
          expect((await ids(at, text)).includes(near.id), text).toBe(true)
        // Nobody who writes "lint" means "hint".
        expect(await ids(at, 'ths')).toEqual([])
      },
    )

    test('leaves out what is not wanted', async () => {
      const at = place()
      const [red, blue, dense] = [
        doc(at, 'red heron'),
        doc(at, 'blue heron bay'),
        doc(at, '蓝色 heron'),
      ]
      await search().put([red, blue, dense])
      const left = async (text: string, not: string) =>
        (await ids(at, text, { filter: { not: { text: not } } })).sort()
      expect(await left('heron', 'blue')).toEqual([red.id, dense.id].sort())
      expect(await left('heron', '"heron bay"')).toEqual([red.id, dense.id].sort())
      expect(await left('heron', '蓝色')).toEqual([red.id, blue.id].sort())
      expect(await left('heron', 'blu')).toEqual([red.id, blue.id, dense.id].sort())
      expect(await left('', 'red 蓝色')).toEqual([blue.id])
    })

    test('filters by people, kinds and time, with words or without', async () => {
      const at = place()
      const [ada, bo] = [newId<UserId>(), newId<UserId>()]
      const day = (number: number) => new Date(Date.UTC(2026, 10, number))
      const first = doc(at, 'plan one', { senderId: ada, kinds: ['link'], createdAt: day(1) })
      const second = doc(at, 'plan two', { senderId: bo, to: [ada], createdAt: day(2) })
      const third = doc(at, 'plan three', {
        ...{ senderId: ada, to: [bo, ada], kinds: ['link', 'code'], createdAt: day(3) },
      })
      await search().put([first, second, third])
      const cases: [SearchFilter, SearchDoc[]][] = [
        [{ from: [ada] }, [third, first]],
        [{ from: [ada, bo] }, [third, second, first]],
        [{ from: [] }, []],
        [{ to: [ada] }, [third, second]],
        [{ kinds: ['link'] }, [third, first]],
        [{ kinds: ['link', 'code'] }, [third]],
        [{ not: { kinds: ['code'] } }, [second, first]],
        [{ not: { from: [ada] } }, [second]],
        [{ not: { to: [bo] } }, [second, first]],
        [{ since: day(2) }, [third, second]],
        [{ until: day(2) }, [first]],
        [{ since: day(2), until: day(3), to: [ada] }, [second]],
        [{ ids: [first.id, second.id] }, [second, first]],
        [{ ids: [] }, []],
        [{ notIds: [first.id, second.id] }, [third]],
      ]
      for (const [filter, expected] of cases)
        for (const text of ['', 'plan'])
          expect(await ids(at, text, { filter, sort: 'new' }), JSON.stringify(filter)).toEqual(
            expected.map(({ id }) => id),
          )
    })

    test('puts the newest first when asked to', async () => {
      const at = place()
      const best = doc(at, 'tern tern tern')
      const newest = doc(at, 'a tern that stands in a long row of other words', {
        createdAt: new Date('2026-11-03T09:00:00Z'),
      })
      await search().put([best, newest])
      expect(await ids(at, 'tern', { sort: 'new' })).toEqual([newest.id, best.id])
    })

    test('is made anew while the old index answers', async () => {
      const at = place()
      const [kept, changed] = [doc(at, 'walrus'), doc(at, 'walrus')]
      await search().put([kept, changed])
      await builder().begin()
      expect(await builder().whole()).toBe(true)
      await builder().add([{ ...changed, body: 'narwhal' }])
      expect(await ids(at, 'walrus')).toContain(kept.id)
      await builder().add([kept])
      await builder().finish()
      // Whoever was killed at the very end does it again.
      await builder().finish()
      expect(await builder().whole()).toBe(true)
      expect(await ids(at, 'narwhal')).toEqual([changed.id])
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
        ...['"', '""', '%', '_', ':*', '*', '&|!', '<->', '\\', "'", '🎉', '\u0301'],
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
