import type { LocationQuery, RouteLocationNormalized } from 'vue-router'
import type { FaultBody } from '../shared/errors.ts'
import type { Words } from './i18n/words.ts'
import type { Api } from './lib/api.ts'
import type { Part } from './lib/part.ts'
import type { AppState, Session } from './state.ts'

/** What a page's loader may use. In a workspace's pages `workspace` is given; for signed-in people `session`. */
export interface LoadFrom {
  api: Api
  route: RouteLocationNormalized
  words: Words
  /** Where the person's days begin. */
  timeZone: string
  session: Session | null
  workspace: NonNullable<AppState['workspace']> | null
}

/** A page's title and data, the address to go on to, or why there is nothing to show. */
export type Loaded<T = unknown> =
  { title: string; data: T } | { redirect: string } | { fault: FaultBody; status: number }

/** Asks the server for what a page shows, before it is shown. */
export type Load<T = unknown> = (from: LoadFrom) => Promise<Loaded<T>>

declare module 'vue-router' {
  interface RouteMeta {
    load?: Load
    /** Who sees the page: anybody, visitors only, or signed-in people. */
    for?: 'anybody' | 'people'
    /** The page itself follows changes of its query. */
    ownsQuery?: boolean
    /** What stands beside the page at an address, with code of its own. */
    parts?: (query: LocationQuery) => readonly Part[]
    /** It says what few pages say. */
    rareWords?: boolean
    /** The source of the page's component, for the preload links of the rendered page. */
    source?: string
  }
}

/** The part of `T` that is a page. */
export type DataOf<L extends Load> = Extract<Awaited<ReturnType<L>>, { data: unknown }>['data']
