/**
 * What a person is told of a fault, by `code field` or by `code` alone. English has none of its own: the server's sentences are English,
 * and say more. Where another language has no sentence for a fault, the server's is shown.
 */
export const faults: Readonly<
  Record<string, (fault: { retryAfter?: number | undefined }) => string>
> = {}
