import { describe, expect, test } from 'vitest'
import type { Press } from './shortcuts.ts'
import { keyNames, keyReader, shortcuts } from './shortcuts.ts'

const press = (key: string, ...held: ('ctrl' | 'meta' | 'alt' | 'shift')[]): Press => ({
  key,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
})

describe('shortcuts', () => {
  test('the palette opens with Control elsewhere, with Command on a Mac', () => {
    expect(keyReader(false)(press('k', 'ctrl'), 0, false)).toBe('palette')
    expect(keyReader(true)(press('k', 'meta'), 0, false)).toBe('palette')
    expect(keyReader(true)(press('k', 'ctrl'), 0, false)).toBeNull()
  })

  test('plain keys do nothing while somebody types', () => {
    const read = keyReader(false)
    expect(read(press('?', 'shift'), 0, false)).toBeNull()
    expect(read(press('g'), 0, false)).toBeNull()
    expect(read(press('i'), 10, true)).toBeNull()
  })

  test('a sign counts as the sign, with Shift or without', () => {
    expect(keyReader(false)(press('?', 'shift'), 0, true)).toBe('sheet')
    expect(keyReader(false)(press('?'), 0, true)).toBe('sheet')
    expect(keyReader(false)(press('/'), 0, true)).toBe('searchHere')
  })

  test('two keys are one shortcut when the second comes in time', () => {
    const read = keyReader(false)
    expect(read(press('g'), 0, true)).toBeNull()
    expect(read(press('i'), 800, true)).toBe('inbox')
    expect(read(press('i'), 900, true)).toBeNull()
    expect(read(press('g'), 1000, true)).toBeNull()
    expect(read(press('i'), 9000, true)).toBeNull()
  })

  test('Alt with an arrow goes to the next chat, with Shift to the next one that waits', () => {
    const read = keyReader(false)
    expect(read(press('ArrowDown', 'alt'), 0, false)).toBe('nextChat')
    expect(read(press('ArrowDown', 'alt', 'shift'), 0, false)).toBe('nextUnread')
    expect(read(press('ArrowDown', 'alt', 'ctrl'), 0, false)).toBeNull()
  })

  test('no two shortcuts of one place have the same keys', () => {
    for (const places of [['app', 'go', 'list'], ['write']]) {
      const keys = shortcuts
        .filter(({ group }) => places.includes(group))
        .flatMap((one) => [...one.keys])
      expect(new Set(keys).size).toBe(keys.length)
    }
  })

  test('keys are named as they are printed on keyboards', () => {
    expect(keyNames('mod+k', false)).toEqual(['Ctrl', 'K'])
    expect(keyNames('mod+k', true)).toEqual(['⌘', 'K'])
    expect(keyNames('alt+shift+arrowup', false)).toEqual(['Alt', 'Shift', '↑'])
    expect(keyNames('g i', false)).toEqual(['G', 'I'])
    expect(keyNames('+', false)).toEqual(['+'])
  })
})
