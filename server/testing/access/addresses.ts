import { headersOf } from '../web.ts'
import type { CallerName, Expectation } from './callers.ts'
import { accounts, everybody, hidden, inPerson } from './callers.ts'
import type { Objects } from './objects.ts'

/** What is asked of an address. */
export interface Asked {
  path: string
  headers?: Record<string, string>
  body?: BodyInit
}

/** An address, an object that it is asked for, and what each caller is told. */
export interface AddressRow {
  /** Method and pattern, as the app names them. */
  route: string
  of: string
  ask: (objects: Objects, caller: CallerName) => Asked
  expect: Expectation
}

/** Files and archives are not there for whoever may not have them, signed in or not. */
const unseen = everybody('not_found')
/** The stranger's own, which only she has, though others are as foreign to the workspace as she is. */
const strangers = { ...unseen, stranger: 'ok', departed: 'not_found' } as const

const ofFiles: Record<keyof Objects['files'], Expectation> = {
  sent: { ...unseen, member: 'ok', owner: 'ok' },
  deleted: unseen,
  unsent: { ...unseen, owner: 'ok' },
  foreign: strangers,
  madeUp: unseen,
}
const ofUploads: Record<keyof Objects['uploads'], Expectation> = {
  own: { ...hidden, owner: 'ok' },
  foreign: { ...hidden, stranger: 'ok', departed: 'not_found' },
  madeUp: hidden,
}
/** Archives are for people, never for a token. */
const ofExports: Record<keyof Objects['exports'], Expectation> = {
  workspace: { ...unseen, owner: 'ok', writer: 'not_found' },
  person: { ...unseen, owner: 'ok', writer: 'not_found' },
  foreign: strangers,
  madeUp: unseen,
}
const each = <K extends string>(
  of: Record<K, Expectation>,
  rows: (name: K, expect: Expectation) => Omit<AddressRow, 'of' | 'expect'>[],
): AddressRow[] =>
  (Object.entries(of) as [K, Expectation][]).flatMap(([name, expect]) =>
    rows(name, expect).map((row) => ({ ...row, of: name, expect })),
  )

/** Every address of bytes. `picture` is what is put as one's own picture. */
export const addresses = (picture: Uint8Array<ArrayBuffer>): AddressRow[] => [
  ...each(ofFiles, (name) =>
    (
      [
        ['GET /files/:id/:name', 'a.jpg'],
        ['GET /files/:id/thumb', 'thumb'],
        ['GET /files/:id/text', 'text'],
      ] as const
    ).map(([route, part]) => ({
      route,
      ask: ({ files }) => ({ path: `/files/${files[name]}/${part}` }),
    })),
  ),
  ...each(ofUploads, (name) => [
    {
      route: 'PUT /files/:id',
      ask: ({ uploads }) => ({
        path: `/files/${uploads[name]}?offset=0`,
        body: 'text',
        headers: {
          ...headersOf(null),
          'content-type': 'application/octet-stream',
          'content-length': '4',
        },
      }),
    },
  ]),
  ...each(ofExports, (name) => [
    {
      route: 'GET /exports/:id',
      ask: ({ exports }) => ({ path: `/exports/${exports[name]}` }),
    },
  ]),
  {
    route: 'PUT /files/avatar',
    of: 'own',
    ask: () => ({ path: '/files/avatar', body: picture }),
    expect: inPerson,
  },
  {
    route: 'DELETE /files/avatar',
    of: 'own',
    ask: () => ({ path: '/files/avatar' }),
    expect: inPerson,
  },
  {
    route: 'GET /files/avatars/:userId/:hash',
    of: 'a colleague',
    ask: ({ avatar }) => ({ path: avatar }),
    expect: { ...accounts, anonymous: 'not_found', stranger: 'not_found', suspended: 'not_found' },
  },
]
