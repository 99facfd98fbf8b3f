/**
 * Every shortcut of the app, once: what listens to keys and the sheet that explains them read the same table. `mod` is Command on a
 * Mac and Control elsewhere; two keys with a space between are pressed one after the other.
 */
export const shortcuts = [
  { id: 'palette', keys: ['mod+k'], group: 'app' },
  { id: 'sheet', keys: ['mod+/', '?'], group: 'app' },
  { id: 'searchHere', keys: ['/'], group: 'app' },
  { id: 'nextRegion', keys: ['ctrl+f6'], group: 'app' },
  { id: 'previousRegion', keys: ['ctrl+shift+f6'], group: 'app' },
  { id: 'panel', keys: ['mod+.'], group: 'app' },
  { id: 'previousChat', keys: ['alt+arrowup'], group: 'go' },
  { id: 'nextChat', keys: ['alt+arrowdown'], group: 'go' },
  { id: 'previousUnread', keys: ['alt+shift+arrowup'], group: 'go' },
  { id: 'nextUnread', keys: ['alt+shift+arrowdown'], group: 'go' },
  { id: 'inbox', keys: ['g i'], group: 'go' },
  { id: 'mentions', keys: ['g m'], group: 'go' },
  { id: 'threads', keys: ['g t'], group: 'go' },
  { id: 'saved', keys: ['g s'], group: 'go' },
  { id: 'drafts', keys: ['g d'], group: 'go' },
  { id: 'markAllRead', keys: ['shift+u'], group: 'go' },
  { id: 'nextMessage', keys: ['j', 'arrowdown'], group: 'list' },
  { id: 'previousMessage', keys: ['k', 'arrowup'], group: 'list' },
  { id: 'ends', keys: ['home', 'end'], group: 'list' },
  { id: 'controls', keys: ['enter'], group: 'list' },
  { id: 'reply', keys: ['r'], group: 'list' },
  { id: 'react', keys: ['+'], group: 'list' },
  { id: 'quote', keys: ['q'], group: 'list' },
  { id: 'forward', keys: ['f'], group: 'list' },
  { id: 'edit', keys: ['e'], group: 'list' },
  { id: 'save', keys: ['s'], group: 'list' },
  { id: 'unread', keys: ['u'], group: 'list' },
  { id: 'copyLink', keys: ['c'], group: 'list' },
  { id: 'pin', keys: ['p'], group: 'list' },
  { id: 'back', keys: ['escape'], group: 'list' },
  { id: 'send', keys: ['mod+enter'], group: 'write' },
  { id: 'bold', keys: ['mod+b'], group: 'write' },
  { id: 'italic', keys: ['mod+i'], group: 'write' },
  { id: 'editLast', keys: ['arrowup'], group: 'write' },
] as const satisfies readonly {
  id: string
  keys: readonly string[]
  group: 'app' | 'go' | 'list' | 'write'
}[]

export type Shortcut = (typeof shortcuts)[number]
export type ShortcutGroup = Shortcut['group']

/** Those that hold wherever the focus is; the others belong to the list or to the composer, which listen themselves. */
type GlobalShortcut = Extract<Shortcut, { group: 'app' | 'go' }>
const global = shortcuts.filter(
  (one): one is GlobalShortcut => one.group === 'app' || one.group === 'go',
)
export type GlobalShortcutId = GlobalShortcut['id']

/** What of a key press tells a shortcut: the fields of a KeyboardEvent. */
export interface Press {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
}

/** How long a first key waits for a second one, in milliseconds. */
const sequenceMs = 1500

const spell = (press: Press, mac: boolean): string[] => {
  const key = press.key.toLowerCase()
  const mod = mac ? press.metaKey : press.ctrlKey
  const names = [
    ...(press.ctrlKey ? ['ctrl'] : []),
    ...(press.metaKey ? ['meta'] : []),
    ...(press.altKey ? ['alt'] : []),
    ...(press.shiftKey ? ['shift'] : []),
  ]
  const exact = [...names, key].join('+')
  // A sign such as "?" needs Shift on some keyboards and not on others: it counts as the sign.
  const sign = !/^[\p{L}\p{N}]$/u.test(key) && key.length === 1
  const without = names.filter((name) => !(sign && name === 'shift'))
  const spelled = [exact, [...without, key].join('+')]
  if (mod) {
    const rest = without.filter((name) => name !== (mac ? 'meta' : 'ctrl'))
    spelled.push(['mod', ...rest, key].join('+'))
  }
  return spelled
}

/**
 * Reads key presses, one after the other.
 * @param mac whether `mod` is Command
 * @returns takes a press at a time in milliseconds, and whether plain keys may act, which they may not while somebody types; answers
 *   the shortcut that the press completes, if any
 */
export const keyReader = (mac: boolean) => {
  let first: { key: string; at: number } | null = null
  return (press: Press, at: number, plain: boolean): GlobalShortcutId | null => {
    const spelled = spell(press, mac)
    const bare = !press.ctrlKey && !press.metaKey && !press.altKey
    if (bare && !plain) {
      first = null
      return null
    }
    const begun = first && at - first.at <= sequenceMs ? first.key : null
    first = null
    const wanted = begun ? spelled.map((key) => `${begun} ${key}`) : spelled
    const found = global.find(({ keys }) => keys.some((key) => wanted.includes(key)))
    if (found) return found.id
    const key = press.key.toLowerCase()
    if (bare && global.some(({ keys }) => keys.some((one) => one.startsWith(`${key} `))))
      first = { key, at }
    return null
  }
}

/** A shortcut's keys as people read them on their keyboards. */
export const keyNames = (keys: string, mac: boolean): string[] =>
  keys.split(/[+ ](?!$)/).map((key) => {
    const names: Record<string, string> = {
      mod: mac ? '⌘' : 'Ctrl',
      ctrl: 'Ctrl',
      alt: mac ? '⌥' : 'Alt',
      shift: mac ? '⇧' : 'Shift',
      arrowup: '↑',
      arrowdown: '↓',
      escape: 'Esc',
      enter: 'Enter',
      home: 'Home',
      end: 'End',
    }
    return names[key] ?? key.toUpperCase()
  })
