import type { Load } from '../page.ts'
import { unless } from '../lib/api.ts'

/** A path on this site to go on to after signing in, never another site. */
const onSite = (path: unknown): string =>
  typeof path === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '/'

export const loadSignIn = (async ({ api, route, words, session }) => {
  const next = onSite(route.query.next)
  if (session) return { redirect: next }
  if (await api.identity.unclaimed.query()) return { redirect: '/sign-up' }
  return { title: words.account.signIn, data: { next } }
}) satisfies Load

export const loadSignUp = (async ({ api, words, session }) => {
  if (session) return { redirect: '/' }
  return { title: words.account.signUp, data: { unclaimed: await api.identity.unclaimed.query() } }
}) satisfies Load

export const loadInvite = (async ({ api, route, words, session }) => {
  const token = String(route.params.token)
  const invite = await unless(
    ['not_found', 'invalid_input'],
    api.workspace.readInvite.query({ token }),
  )
  return {
    title: invite ? words.invite.title(invite.workspace) : words.invite.tab,
    data: { token, invite, signedIn: session !== null },
  }
}) satisfies Load

export const loadForgotPassword = (async ({ api, words }) => ({
  title: words.account.forgot,
  data: { byMail: await api.identity.resetsByMail.query() },
})) satisfies Load

export const loadResetPassword = (({ route, words }) =>
  Promise.resolve({
    title: words.account.choosePassword,
    data: { token: String(route.params.token) },
  })) satisfies Load
