import type { TRPCClient } from '@trpc/client'
import type { MiddlewareHandler } from 'hono'
import type { Density, Language, Theme } from '../../shared/preferences.ts'
import type { Stop } from '../ports.ts'
import type { AppRouter } from '../router.ts'
import type { Visitor } from './visitor.ts'

/** What client/entry-server.ts exports; the built bundle is imported by path, so its type is said here. */
export interface Entry {
  render: (
    input: Visitor & {
      url: string
      api: TRPCClient<AppRouter>
      signedIn: boolean
      now: string
      form: object | null
    },
  ) => Promise<
    | { redirect: string }
    | {
        status: number
        title: string
        lang: Language
        dir: 'ltr' | 'rtl'
        theme: Theme
        density: Density
        html: string
        state: string
        sources: string[]
      }
  >
}

/** Where the client's code comes from: built files, or Vite. */
export interface Source {
  entry: () => Promise<Entry>
  /** The tags of the document's head that load the client's code and styles for a page made of `sources`. */
  head: (sources: readonly string[], nonce: string) => string
  assets: MiddlewareHandler
  /** The address of the client's entry: another one is another version. */
  version: string
  stop: Stop
}
