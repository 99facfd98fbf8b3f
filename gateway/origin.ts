export interface OriginQuestion {
  method: string
  /** The request opens an event stream: other sites must not listen in with a visitor's cookies. */
  stream: boolean
  /** The header `Origin`, as sent. */
  origin: string | undefined
  /** The header `Sec-Fetch-Site`, as sent (W3C Fetch Metadata). */
  site: string | undefined
}

/**
 * Whether another site makes a visitor's browser ask this. Reading is left to the browser's same-origin policy; what changes something
 * and what streams is refused unless it comes from our own pages or from an allowed origin. Programs that are no browsers send neither
 * header and pass.
 */
export const isForeign = (
  asked: OriginQuestion,
  own: readonly string[],
  allowed: ReadonlySet<string>,
): boolean => {
  const { method, stream, origin, site } = asked
  if (!stream && (method === 'GET' || method === 'HEAD' || method === 'OPTIONS')) return false
  if (origin !== undefined && allowed.has(origin)) return false
  if (origin !== undefined && !own.includes(origin)) return true
  return site === 'cross-site' || (site === 'same-site' && origin === undefined)
}
