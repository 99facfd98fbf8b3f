import type { TRPCClient, TRPCClientError } from '@trpc/client'
import type { AppRouter } from '../../server/router.ts'
import type { FaultBody } from '../../shared/errors.ts'

/** The typed client of the server: over HTTP in the browser, in process while rendering. */
export type Api = TRPCClient<AppRouter>

const unreachable: FaultBody = {
  code: 'unavailable',
  message: 'Fechatter cannot be reached right now. Check the connection and try again.',
}

/** A request beside the typed client that was refused, or, without a fault, not answered. */
export class Refused extends Error {
  readonly fault: FaultBody
  constructor(fault: FaultBody = unreachable) {
    super(fault.message)
    this.fault = fault
  }
}

/**
 * Whether a call failed as calls do, told by name: the pages' bundle for the server holds a copy of the class that is not the one
 * whose errors the in-process client throws.
 */
export const isCallError = (error: unknown): error is TRPCClientError<AppRouter> =>
  error instanceof Error && error.name === 'TRPCClientError'

/** What a failed call tells the person. Without an answer of the server it is `unavailable`. */
export const faultOf = (error: unknown): FaultBody => {
  if (error instanceof Refused) return error.fault
  if (!isCallError(error)) throw error
  const data: unknown = error.data
  if (data !== null && typeof data === 'object' && 'fault' in data) return data.fault as FaultBody
  return unreachable
}

/** The HTTP status that a refused call stands for. */
export const statusOf = (error: unknown): number => {
  const data: unknown = isCallError(error) ? error.data : null
  return data !== null && typeof data === 'object' && 'httpStatus' in data
    ? Number(data.httpStatus)
    : 503
}

/** `null` in place of a fault with one of the codes; any other failure is thrown on. */
export const unless = async <T>(
  codes: readonly FaultBody['code'][],
  asked: Promise<T>,
): Promise<T | null> => {
  try {
    return await asked
  } catch (error) {
    if (isCallError(error) && codes.includes(faultOf(error).code)) return null
    throw error
  }
}

/** A refusal that repeating cannot change. All else may pass, and has an unknown outcome until it does. */
export const isFinal = ({ code }: FaultBody): boolean =>
  code === 'invalid_input' ||
  code === 'forbidden' ||
  code === 'not_found' ||
  code === 'conflict' ||
  code === 'too_large'

/** Failures that pass, for what is asked again anyway by the next event, poll or connect. */
export const passing = [
  'unavailable',
  'internal',
  'rate_limited',
  'unauthorized',
  'not_found',
] as const satisfies readonly FaultBody['code'][]
