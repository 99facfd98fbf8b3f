import { and, desc, eq, gt, inArray, isNull, ne } from 'drizzle-orm'
import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import type { Person } from '../../shared/people.ts'
import type { Here, Period } from '../../shared/search-dates.ts'
import { readPeriod } from '../../shared/search-dates.ts'
import type { Has, Is, MessageKind, Operator, Part, Sort } from '../../shared/search-query.ts'
import { messageKinds } from '../../shared/search-query.ts'
import type { Db } from '../db/database.ts'
import { chatMembers, messages, saved } from '../db/schema.ts'
import { fold } from '../db/terms.ts'
import type { SearchFilter } from '../ports.ts'
import type { WorkspaceMember } from '../workspace/access.ts'
import type { Place } from './visible.ts'
import { findPlaces, visiblePeople } from './visible.ts'

/** A query as the index understands it. */
export interface Resolved {
  text: string
  filter: SearchFilter
  chatIds: ChatId[]
  sort: Sort
  /** The places of filters that name nobody, or no chat, that the asker can know of: nothing can be found then. */
  unknown: Pick<Part, 'start' | 'end'>[]
}

/** So many of the newest messages that wait for a reader are looked into. */
const mostUnread = 5000

type Filter = Extract<Part, { type: 'filter' }>

/** Turns names, dates and states into what they stand for, for one person at one moment. */
export const resolveQuery = async (
  db: Db,
  member: WorkspaceMember,
  parts: readonly Part[],
  readable: readonly ChatId[],
  here: Here,
): Promise<Resolved> => {
  const filters = parts.filter((part) => part.type === 'filter')
  const of = (...operators: Operator[]) =>
    filters.filter(({ operator }) => operators.includes(operator))
  const unknown: Filter[] = []
  const naming = of('from', 'to')
  const people = naming.length > 0 ? await visiblePeople(db, member) : []
  const who = (filter: Filter): UserId[] => {
    const ids = peopleNamed(people, filter.value, member.userId)
    if (ids.length === 0) unknown.push(filter)
    return ids
  }
  const places = of('in')
  const known = places.length > 0 ? await findPlaces(db, member.userId, readable) : []
  const where = (filter: Filter): ChatId[] => {
    const ids = placesNamed(known, filter.value)
    if (ids.length === 0) unknown.push(filter)
    return ids
  }
  const wanted = (all: readonly Filter[]) => all.filter(({ not }) => !not)
  const unwanted = (all: readonly Filter[]) => all.filter(({ not }) => not)
  const states = (all: readonly Filter[]) => all.map(({ value }) => value as Has | Is)
  const kinds = (all: readonly Filter[]) => states(all).filter(isKind)
  const having = of('has', 'is')
  const is = (state: Is) => states(wanted(having)).includes(state)
  const isNot = (state: Is) => states(unwanted(having)).includes(state)
  const ids = [
    ...(is('saved') ? [await savedBy(db, member.userId)] : []),
    ...(is('unread') ? [await unreadBy(db, member.userId, readable)] : []),
  ]
  const notIds = [
    ...(isNot('saved') ? await savedBy(db, member.userId) : []),
    ...(isNot('unread') ? await unreadBy(db, member.userId, readable) : []),
  ]
  const from = wanted(of('from')).flatMap(who)
  const mine = is('mine') ? [member.userId] : null
  const inside = wanted(places).flatMap(where)
  const outside = new Set(unwanted(places).flatMap(where))
  const allowed = wanted(places).length > 0 ? new Set(inside) : null
  const notFrom = [...unwanted(of('from')).flatMap(who), ...(isNot('mine') ? [member.userId] : [])]

  const filter: SearchFilter = {
    ...(wanted(of('from')).length > 0 || mine
      ? { from: mine && from.length > 0 ? from.filter((id) => mine.includes(id)) : (mine ?? from) }
      : {}),
    ...(wanted(of('to')).length > 0 ? { to: wanted(of('to')).flatMap(who) } : {}),
    kinds: kinds(wanted(having)),
    not: {
      text: texts(parts.filter(({ not }) => not)),
      from: notFrom,
      to: unwanted(of('to')).flatMap(who),
      kinds: kinds(unwanted(having)),
    },
    ...bounds(of('before', 'after', 'on', 'during'), here),
    ...(ids[0] ? { ids: ids.reduce((all, more) => all.filter((id) => more.includes(id))) } : {}),
    notIds,
  }
  return {
    text: texts(parts.filter(({ not }) => !not)),
    filter,
    chatIds: readable.filter((id) => (!allowed || allowed.has(id)) && !outside.has(id)),
    sort: of('sort').at(-1)?.value === 'new' ? 'new' : 'relevant',
    unknown,
  }
}

const isKind = (state: Has | Is): state is MessageKind =>
  messageKinds.some((kind) => kind === state)

/** Words and phrases; what looks like an operator and is none is looked for as it stands. */
const texts = (parts: readonly Part[]): string =>
  parts
    .flatMap((part) => {
      if (part.type === 'word') return [part.text]
      if (part.type === 'phrase') return [`"${part.text.replaceAll('"', ' ')}"`]
      if (part.type === 'problem' && part.why === 'operator')
        return [`${part.operator} ${part.value}`]
      return []
    })
    .join(' ')

const plain = (name: string) => fold(name).replace(/\s+/g, '')

const peopleNamed = (people: readonly Person[], value: string, me: UserId): UserId[] => {
  const name = plain(value.replace(/^[@＠]/, ''))
  if (name === 'me') return [me]
  const fits = (test: (person: Person) => boolean) => people.filter(test).map(({ id }) => id)
  const exact = fits(({ username, name: full }) => username === name || plain(full) === name)
  return exact.length > 0
    ? exact
    : fits(({ name: full }) => plain(full.split(/\s/)[0] ?? '') === name)
}

const placesNamed = (places: readonly Place[], value: string): ChatId[] => {
  const name = plain(value.replace(/^[#＃@＠]/, ''))
  const fits = (test: (place: Place) => boolean) => places.filter(test).map(({ id }) => id)
  const exact = fits(({ id, name: own }) => id === value || (own !== '' && plain(own) === name))
  if (exact.length > 0 && !/^[@＠]/.test(value)) return exact
  const people = fits(
    ({ kind, others }) =>
      kind === 'direct' && others.some((one) => one.username === name || plain(one.name) === name),
  )
  return people.length > 0
    ? people
    : fits(
        ({ kind, others }) =>
          kind === 'direct' && others.some((one) => plain(one.name.split(/\s/)[0] ?? '') === name),
      )
}

/** `after:` a day begins when it is over, `before:` ends when it begins; several conditions hold together. */
const bounds = (filters: readonly Filter[], here: Here): Pick<SearchFilter, 'since' | 'until'> => {
  let [since, until] = [-Infinity, Infinity]
  const within = ({ from, until: end }: Period) => {
    since = Math.max(since, from.getTime())
    until = Math.min(until, end.getTime())
  }
  for (const { operator, value } of filters) {
    const period = readPeriod(value, here)
    if (!period) continue
    if (operator === 'before') until = Math.min(until, period.from.getTime())
    else if (operator === 'after') since = Math.max(since, period.until.getTime())
    else within(period)
  }
  return {
    ...(since === -Infinity ? {} : { since: new Date(since) }),
    ...(until === Infinity ? {} : { until: new Date(until) }),
  }
}

const savedBy = async (db: Db, userId: UserId): Promise<MessageId[]> => {
  const rows = await db
    .select({ id: saved.messageId })
    .from(saved)
    .where(eq(saved.userId, userId))
    .orderBy(desc(saved.savedAt))
  return rows.map(({ id }) => id)
}

const unreadBy = async (
  db: Db,
  userId: UserId,
  readable: readonly ChatId[],
): Promise<MessageId[]> => {
  const rows = await db
    .select({ id: messages.id })
    .from(chatMembers)
    .innerJoin(
      messages,
      and(
        eq(messages.chatId, chatMembers.chatId),
        gt(messages.seq, chatMembers.readSeq),
        ne(messages.senderId, userId),
        isNull(messages.deletedAt),
        isNull(messages.notice),
      ),
    )
    .where(
      and(
        eq(chatMembers.userId, userId),
        isNull(chatMembers.leftAt),
        inArray(chatMembers.chatId, [...readable]),
      ),
    )
    .orderBy(desc(messages.createdAt))
    .limit(mostUnread)
  return rows.map(({ id }) => id)
}
