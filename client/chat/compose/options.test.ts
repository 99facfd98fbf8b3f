import { describe, expect, test } from 'vitest'
import type { UserId } from '../../../shared/ids.ts'
import { newId } from '../../../shared/ids.ts'
import type { Person } from '../../../shared/people.ts'
import { people as named } from '../../../fixtures/people.ts'
import { peopleSource } from './options.ts'
import { findTrigger } from './trigger.ts'

const person = (name: string, username?: string): Person => ({
  id: newId<UserId>(),
  name,
  isBot: false,
  ...(username ? { username } : {}),
})
/** What is being completed where `|` stands. */
const found = (marked: string) => {
  const trigger = findTrigger(marked.replace('|', ''), marked.indexOf('|'))
  return trigger && `${trigger.sign}${trigger.query}`
}

describe('a sign asks for completion', () => {
  test.each([
    ['@|', '@'],
    ['hello @ad|', '@ad'],
    ['(@ad|', '@ad'],
    ['@Ada Lov|', '@Ada Lov'],
    ['你好@阿|', null],
    ['你好 @阿|', '@阿'],
    ['ada@example|', null],
    ['@Ada said to Bo|', null],
    ['see #gen|', '#gen'],
    ['#設計|', '#設計'],
    ['item#1|', null],
    ['nice :ta|', ':ta'],
    ['nice :t|', null],
    ['at 10:30|', null],
    ['https://a|', null],
    ['/m|', '/m'],
    ['so /m|', null],
    ['run `@ad|', null],
    ['```\n@ad|', null],
  ])('%j: %j', (marked, wanted) => {
    expect(found(marked)).toBe(wanted)
  })
})

describe('people', () => {
  const ada = person(named.ada.name)
  const bo = person(named.bo.name)
  const zoe = person('Zoë Ångström')
  const chinese = person('王小明')
  const says = { outsider: 'not here', bot: 'bot' }
  const offered = (query: string, members: Person[], outside: Person[] = []) =>
    peopleSource(
      members,
      outside,
      [],
      says,
    )(query).map(({ insert, label }) => insert ?? `(${label})`)

  test('are found by any part of the name, accents and case aside', () => {
    const members = [ada, bo, zoe, chinese]
    expect(offered('', members)).toHaveLength(4)
    expect(offered('love', members)).toEqual(['@Ada Lovelace '])
    expect(offered('ZOE', members)).toEqual(['@Zoë Ångström '])
    expect(offered('angs', members)).toEqual(['@Zoë Ångström '])
    expect(offered('小明', members)).toEqual(['@王小明 '])
    expect(offered('ada says hello', members)).toEqual([])
  })

  test('who begin so come first', () => {
    expect(offered('b', [person('Rob Bell'), bo])[0]).toBe(`@${bo.name} `)
  })

  test('called alike are told apart by the username', () => {
    const twin = person(ada.name, 'ada.two')
    expect(offered('ada', [ada, twin])).toEqual(['@Ada Lovelace ', '@ada.two '])
  })

  test('outside of the chat are named, not offered', () => {
    expect(offered('a', [ada], [person('Anna Outside')])).toEqual([
      '@Ada Lovelace ',
      '(Anna Outside)',
    ])
    expect(offered('', [ada], [person('Anna Outside')])).toEqual(['@Ada Lovelace '])
  })
})
