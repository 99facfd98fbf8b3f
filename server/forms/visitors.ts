import { rememberLanguage } from '../ssr/visitor.ts'
import type { Form } from './form.ts'
import { onSite } from './pages.ts'

/** The forms of those who come, and of those who go. */
export const visitorForms = (form: Form): void => {
  form(
    '/sign-up',
    ({ fields }) => (fields.invite ? `/invite/${encodeURIComponent(fields.invite)}` : '/sign-up'),
    async ({ fields, caller }) => {
      const { fullName = '', email = '', password = '', workspaceName, invite } = fields
      await caller.identity.signUp({
        fullName,
        email,
        password,
        ...(workspaceName ? { workspaceName } : {}),
        ...(invite ? { invite } : {}),
      })
      return { to: '/' }
    },
  )

  form(
    '/sign-in',
    ({ fields }) => `/sign-in?next=${encodeURIComponent(onSite(fields.next))}`,
    async ({ fields, caller }) => {
      const { email = '', password = '', next } = fields
      await caller.identity.signIn({ email, password })
      return { to: onSite(next) }
    },
  )

  form(
    '/sign-out',
    () => '/settings/profile',
    async ({ caller }) => {
      await caller.identity.signOut()
      return { to: '/sign-in' }
    },
  )

  form(
    '/sign-out-everywhere',
    () => '/settings/sessions',
    async ({ caller }) => {
      await caller.identity.signOutEverywhere()
      return { to: '/sign-in' }
    },
  )

  form(
    '/language',
    () => '/',
    async ({ c, fields }) => {
      rememberLanguage(c, fields.language)
      return { to: onSite(fields.next) }
    },
  )

  form(
    '/invite/:token',
    ({ param }) => `/invite/${encodeURIComponent(param('token'))}`,
    async ({ caller, param }) => {
      const { workspaceId } = await caller.workspace.acceptInvite({ token: param('token') })
      const joined = (await caller.workspace.list()).find(({ id }) => id === workspaceId)
      return { to: joined ? `/w/${joined.slug}` : '/' }
    },
  )

  form(
    '/workspaces',
    () => '/workspaces/new',
    async ({ fields, caller }) => {
      const { slug } = await caller.workspace.create({ name: fields.workspaceName ?? '' })
      return { to: `/w/${slug}` }
    },
  )
}
