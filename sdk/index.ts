import type { TRPCClient } from '@trpc/client'
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../server/router.ts'
import { limits } from '../shared/limits.ts'

export type { FaultBody, FaultCode } from '../shared/errors.ts'
export type { ChatEvent, Event, Signal, StreamEvent, StreamNotice } from '../shared/events.ts'
export type { File } from '../shared/file.ts'
export type { ChatId, FileId, MessageId, UserId, WorkspaceId } from '../shared/ids.ts'
export type { Message } from '../shared/message.ts'
export { newId } from '../shared/ids.ts'
export type { UploadOptions } from './upload-file.ts'
export { uploadFile } from './upload-file.ts'

/** Everything that can be asked of Fechatter: `fechatter.chat.send.mutate(…)`, `fechatter.events.stream.subscribe(…)`. */
export type Fechatter = TRPCClient<AppRouter>
export type Inputs = inferRouterInputs<AppRouter>
export type Outputs = inferRouterOutputs<AppRouter>

export interface FechatterOptions {
  /** Where Fechatter is, e.g. `https://chat.example.org`. */
  url: string
  /** A session's token. In a browser on Fechatter's own pages the cookie does without it. */
  token?: string
  fetch?: typeof fetch
  /** Where a token is used: that of the package `eventsource`, whose options take a `fetch`. The browser's own cannot send headers. */
  EventSource?: typeof globalThis.EventSource
}

/**
 * A typed client. Calls of one moment travel together, at most {@link limits.batchCalls} at once. `events.stream` gives `{ id, data }`
 * for each event, goes on by itself after a break, and from `{ lastEventId }` after a restart of the program.
 */
export const createFechatter = ({
  url,
  token,
  fetch: given,
  EventSource,
}: FechatterOptions): Fechatter => {
  const endpoint = `${url.replace(/\/+$/, '')}/trpc`
  const ask = given ?? globalThis.fetch
  const authorization = token === undefined ? undefined : `Bearer ${token}`
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({
          url: endpoint,
          ...(EventSource ? { EventSource } : {}),
          eventSourceOptions: () =>
            authorization ? ({ fetch: withHeader(ask, authorization) } as EventSourceInit) : {},
        }),
        false: httpBatchLink({
          url: endpoint,
          maxItems: limits.batchCalls,
          fetch: (input, init) => ask(input, init as RequestInit),
          headers: authorization ? { authorization } : {},
        }),
      }),
    ],
  })
}

const withHeader =
  (ask: typeof fetch, authorization: string): typeof fetch =>
  (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('authorization', authorization)
    return ask(input, { ...init, headers })
  }
