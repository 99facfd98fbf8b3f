import { createHmac, timingSafeEqual } from 'node:crypto'
import { sign, verify } from 'hono/jwt'
import { z } from 'zod'
import { fail } from '../../shared/errors.ts'

const purposes = { invite: z.object({ id: z.string() }) }
type Purpose = keyof typeof purposes

const keyFor = (secret: string, purpose: string) =>
  createHmac('sha256', secret).update(`fechatter-${purpose}`).digest('hex')

/** Signs a short-lived token that is good for one purpose only (RFC 7519, HS256, a key per purpose). Logins are sessions, never tokens of this kind. */
export const signToken = <P extends Purpose>(
  secret: string,
  purpose: P,
  claims: z.input<(typeof purposes)[P]>,
  expiresAt: Date,
): Promise<string> =>
  sign({ ...claims, exp: Math.floor(expiresAt.getTime() / 1000) }, keyFor(secret, purpose), 'HS256')

/** The claims of a token, or a refusal that does not say what was wrong with it. */
export const openToken = async <P extends Purpose>(
  secret: string,
  purpose: P,
  token: string,
): Promise<z.output<(typeof purposes)[P]>> => {
  try {
    const claims = await verify(token, keyFor(secret, purpose), 'HS256')
    return purposes[purpose].parse(claims)
  } catch {
    return fail('not_found', 'This link is not valid or has expired. Ask for a new one.', {
      field: 'token',
    })
  }
}

/** The header by which the gateway shows that a request came through it; forwarded addresses are believed only then. */
export const gatewayHeader = 'x-fechatter-gateway'
export const isGateway = (secret: string, shown: string | undefined): boolean => {
  const expected = Buffer.from(keyFor(secret, 'gateway'))
  const given = Buffer.from(shown ?? '')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
