import { z } from 'zod'

/** The closed list of what can go wrong; clients switch on it, the edge maps it to HTTP. */
export const faultCodes = [
  'invalid_input',
  'unauthorized',
  'forbidden',
  'not_found',
  'conflict',
  'too_large',
  'rate_limited',
  'unavailable',
  'internal',
] as const
export const FaultCode = z.enum(faultCodes)
export type FaultCode = z.infer<typeof FaultCode>

export const httpStatus: Readonly<Record<FaultCode, number>> = Object.freeze({
  invalid_input: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
})

/** What a client is told of a failure. `field` names the input at fault; `retryAfter` is in seconds. */
export const FaultBody = z.object({
  code: FaultCode,
  message: z.string(),
  field: z.string().optional(),
  retryAfter: z.number().optional(),
})
export type FaultBody = z.infer<typeof FaultBody>

/** The one error that domain code throws. Its message is written for the person who reads it and says what to do. */
export class Fault extends Error {
  readonly code: FaultCode
  readonly field: string | undefined
  readonly retryAfter: number | undefined

  constructor(
    code: FaultCode,
    message: string,
    more: { field?: string; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause })
    this.name = 'Fault'
    this.code = code
    this.field = more.field
    this.retryAfter = more.retryAfter
  }

  body(): FaultBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.retryAfter === undefined ? {} : { retryAfter: this.retryAfter }),
    }
  }
}

/** Throws a {@link Fault}; typed `never` so that it ends an expression: `row ?? fail('not_found', …)`. */
export const fail = (
  code: FaultCode,
  message: string,
  more: { field?: string; retryAfter?: number } = {},
): never => {
  throw new Fault(code, message, more)
}
