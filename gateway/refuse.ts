import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { FaultBody, FaultCode } from '../shared/errors.ts'
import { httpStatus } from '../shared/errors.ts'
import { proceduresOf } from './route.ts'

/** tRPC's names and JSON-RPC numbers (its rpc/codes.ts) for what a gateway refuses. */
const trpcCodes: Partial<Record<FaultCode, readonly [string, number]>> = {
  invalid_input: ['BAD_REQUEST', -32_600],
  forbidden: ['FORBIDDEN', -32_003],
  not_found: ['NOT_FOUND', -32_004],
  too_large: ['PAYLOAD_TOO_LARGE', -32_013],
  rate_limited: ['TOO_MANY_REQUESTS', -32_029],
  unavailable: ['SERVICE_UNAVAILABLE', -32_603],
}

/** Answers with a fault in the form that the caller understands: tRPC's envelope, a page, or the plain fault. */
export const refuse = (c: Context, path: string, fault: FaultBody): Response => {
  const status = httpStatus[fault.code] as ContentfulStatusCode
  if (fault.retryAfter !== undefined) c.header('retry-after', String(fault.retryAfter))
  c.header('cache-control', 'no-store')
  const procedures = proceduresOf(path)
  if (procedures.length > 0) {
    const batch = c.req.query('batch') === '1'
    const errors = procedures.map((name) => envelope(fault, status, name))
    return c.json(batch ? errors : envelope(fault, status, procedures.join(',')), status)
  }
  if (/\btext\/html\b/.test(c.req.header('accept') ?? '')) return c.html(page(fault), status)
  return c.json(fault, status)
}

const envelope = (fault: FaultBody, status: number, path: string) => {
  const [name, code] = trpcCodes[fault.code] ?? ['INTERNAL_SERVER_ERROR', -32_603]
  return {
    error: { message: fault.message, code, data: { code: name, httpStatus: status, path, fault } },
  }
}

const page = ({ message }: FaultBody) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Fechatter</title></head>
<body><h1>Fechatter</h1><p role="alert">${message}</p><p><a href="">Try again</a></p></body>
</html>
`

/** The refusal of a body over the limit (bytes). */
export const tooLarge = (limit: number): FaultBody => ({
  code: 'too_large',
  message: `A request may have at most ${Math.floor(limit / 1024)} KiB. Send less at once.`,
})
