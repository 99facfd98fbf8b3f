import type { TrackedEnvelope } from '@trpc/server'
import { z } from 'zod'
import { fail } from '../../shared/errors.ts'
import type { StreamEvent } from '../../shared/events.ts'
import { router, signedIn } from '../trpc.ts'

/**
 * The stream of events as clients type it. The role notify answers this very path with the same bytes that tRPC would send; the gateway
 * leads there. Whoever asks the main server itself is told so.
 */
export const eventsRouter = router({
  stream: signedIn
    .input(z.strictObject({ lastEventId: z.string().max(200).optional() }).optional())
    .subscription((): AsyncGenerator<TrackedEnvelope<StreamEvent>, void> =>
      fail('unavailable', 'Open this stream through the gateway: GET /sse.'),
    ),
})
