import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { limits } from '../../shared/limits.ts'

const secure = (publicUrl: string) => publicUrl.startsWith('https:')
const name = (publicUrl: string) =>
  secure(publicUrl) ? '__Host-fechatter_session' : 'fechatter_session'

const options = (publicUrl: string) =>
  ({ httpOnly: true, sameSite: 'Lax', path: '/', secure: secure(publicUrl) }) as const

/** The session token that a request brings: the cookie, or `Authorization: Bearer`. Never the URL. */
export const tokenOf = (c: Context, publicUrl: string): string | null => {
  const bearer = /^Bearer ([\w.~+/=-]{1,512})$/.exec(c.req.header('authorization') ?? '')
  return bearer?.[1] ?? getCookie(c, name(publicUrl)) ?? null
}

export const setSessionCookie = (c: Context, publicUrl: string, token: string) =>
  setCookie(c, name(publicUrl), token, {
    ...options(publicUrl),
    maxAge: limits.sessionDays * 24 * 60 * 60,
  })

export const clearSessionCookie = (c: Context, publicUrl: string) =>
  deleteCookie(c, name(publicUrl), options(publicUrl))
