import type { UserId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'

interface Named {
  id: UserId
  name: string
  username?: string | undefined
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase()
const inWord = /[\p{L}\p{M}\p{N}_]/u

/**
 * The people whom a text mentions: `@` and a member's whole name, username, or a first name that only one member has. The longest name
 * wins, case does not matter, and an address such as `ada@example.org` mentions nobody.
 */
export const findMentions = (body: string, members: readonly Named[]): UserId[] => {
  const text = fold(body)
  const names = nameTable(members)
  const found = new Set<UserId>()
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (at > 0 && inWord.test(text[at - 1] ?? '')) continue
    const name = names.find(
      ({ folded }) =>
        text.startsWith(folded, at + 1) && !inWord.test(text[at + 1 + folded.length] ?? ''),
    )
    if (name) found.add(name.id)
    if (found.size >= limits.mentionsPerMessage) break
  }
  return [...found]
}

/** Every name to look for, longest first, ambiguous first names left out. */
const nameTable = (members: readonly Named[]) => {
  const full = members.map(({ id, name }) => ({ id, folded: fold(name) }))
  const first = full.map(({ id, folded }) => ({ id, folded: folded.split(' ')[0] ?? '' }))
  const isUnique = ({ folded }: { folded: string }) =>
    folded !== '' && first.filter((other) => other.folded === folded).length === 1
  // Whoever is called like another's username is meant by it: that name is unique.
  const chosen = members.flatMap(({ id, username }) => (username ? [{ id, folded: username }] : []))
  return [...chosen, ...full, ...first.filter(isUnique)].sort(
    (a, b) => b.folded.length - a.folded.length,
  )
}
