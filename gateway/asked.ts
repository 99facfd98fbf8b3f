import type { Context } from 'hono'
import type { FaultBody } from '../shared/errors.ts'
import type { Peer } from './network.ts'
import type { Route } from './route.ts'

/** What the gateway knows of one request. */
export interface Asked {
  Variables: {
    path: string
    peer: Peer
    requestId: string
    nonce: string
    /** The route's name, or the gateway's own page. */
    route: Route['name'] | 'gateway'
    /** The headers of the answer, whoever makes it. */
    answer: Record<string, string>
    /** The answer goes its own way to the client: its headers are not ours to set any more. */
    forwarded: boolean
  }
}
export type Asking = Context<Asked>

/** Sends a request on and answers with what comes back, headers of `answer` included. */
export type Forward = (c: Asking, route: Route, refuseWith: Refuse) => Promise<Response>
export type Refuse = (fault: FaultBody) => Response
