import type { Context as HonoContext } from 'hono'
import { Hono } from 'hono'
import { fail, httpStatus } from '../shared/errors.ts'
import type { Deps } from './deps.ts'
import { contextOf, forwarded } from './request.ts'
import { appRouter } from './router.ts'
import type { Context } from './trpc.ts'
import { createCaller, faultOf } from './trpc.ts'
import type { Pages } from './web.ts'

type Fields = Record<string, string>
type Caller = ReturnType<typeof callerFor>
interface Sent {
  c: HonoContext
  fields: Fields
  caller: Caller
  param: (name: string) => string
}
/** What a form leads to: another page, or the same page with a result. */
type Outcome = { to: string } | { result: string }

const callerFor = createCaller(appRouter)

/** A path on this site to go on to, never another site. */
const onSite = (path: string | undefined): string =>
  path && /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '/'

/**
 * The forms that work without JavaScript. Each calls the same procedure as the app and goes on to a page (303); a refusal renders
 * the page of the form again with the reason at its field and what was entered.
 */
export const forms = (deps: Deps, pages: Pages): Hono => {
  const app = new Hono()

  const form = (
    path: string,
    /** The page that holds the form, when it is not at the form's own address. */
    page: (sent: Sent) => string,
    act: (sent: Sent) => Promise<Outcome>,
  ) =>
    app.post(path, async (c) => {
      const context: Context = await contextOf(deps, c)
      const fields = await readFields(c)
      const caller = callerFor(context)
      const sent: Sent = {
        c,
        fields,
        caller,
        param: (name) => c.req.param(name) ?? '',
      }
      const again = (state: { fault?: ReturnType<typeof faultOf>; result?: string }) =>
        pages.render(c, context, {
          url: page(sent),
          nonce: forwarded(deps, c).nonce,
          form: { action: c.req.path, values: withoutSecrets(fields), ...state },
        })
      try {
        const outcome = await act(sent)
        return 'to' in outcome ? c.redirect(outcome.to, 303) : await again(outcome)
      } catch (error) {
        const fault = faultOf(error)
        if (fault.code === 'internal') throw error
        if (fault.code === 'unauthorized' && !context.actor && c.req.path !== '/sign-in')
          return c.redirect(`/sign-in?next=${encodeURIComponent(page(sent))}`, 303)
        const response = await again({ fault })
        return new Response(response.body, {
          status: httpStatus[fault.code],
          headers: response.headers,
        })
      }
    })

  const chatPage = ({ param }: Sent) => `/w/${param('slug')}/chats/${param('chatId')}`
  const pageOf = (name: string) => (sent: Sent) => `/w/${sent.param('slug')}/${name}`
  const workspaceOf = async ({ caller, param }: Sent) => {
    const all = await caller.workspace.list()
    return (
      all.find(({ slug }) => slug === param('slug')) ??
      fail('not_found', 'There is no such workspace, or you are not in it.')
    )
  }

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
    () => '/settings',
    async ({ caller }) => {
      await caller.identity.signOut()
      return { to: '/sign-in' }
    },
  )

  form(
    '/sign-out-everywhere',
    () => '/settings',
    async ({ caller }) => {
      await caller.identity.signOutEverywhere()
      return { to: '/sign-in' }
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

  form('/w/:slug/chats/:chatId/messages', chatPage, async (sent) => {
    const { id = '', body = '', threadId } = sent.fields
    const chatId = sent.param('chatId')
    const thread = threadId ? { threadId } : {}
    await sent.caller.chat.send({
      id,
      chatId,
      body: body.replace(/\r\n/g, '\n'),
      ...thread,
      ...(threadId && sent.fields.alsoToChannel ? { alsoToChannel: true } : {}),
    })
    // The page shows the draft that the server has: what is sent is none any more.
    await sent.caller.chat.saveDraft({ chatId, body: '', ...thread })
    return { to: chatPage(sent) }
  })

  form('/w/:slug/chats/:chatId/read', chatPage, async (sent) => {
    await sent.caller.chat.markRead({
      chatId: sent.param('chatId'),
      seq: Number(sent.fields.seq),
      byHand: true,
    })
    return { to: sent.fields.next === 'inbox' ? pageOf('inbox')(sent) : chatPage(sent) }
  })

  form('/w/:slug/inbox/read', pageOf('inbox'), async (sent) => {
    const { id: workspaceId } = await workspaceOf(sent)
    await sent.caller.chat.markAllRead({ workspaceId })
    return { to: pageOf('inbox')(sent) }
  })

  form('/w/:slug/saved/:messageId/remove', pageOf('saved'), async (sent) => {
    await sent.caller.chat.unsave({ messageId: sent.param('messageId') })
    return { to: pageOf('saved')(sent) }
  })

  form('/w/:slug/chats/:chatId/join', pageOf('channels'), async (sent) => {
    await sent.caller.chat.join({ chatId: sent.param('chatId') })
    return { to: chatPage(sent) }
  })

  form('/w/:slug/chats/:chatId/leave', chatPage, async (sent) => {
    await sent.caller.chat.leave({ chatId: sent.param('chatId') })
    return { to: pageOf('channels')(sent) }
  })

  form('/w/:slug/channels', pageOf('channels'), async (sent) => {
    const { id: workspaceId } = await workspaceOf(sent)
    const { kind, name = '', topic = '' } = sent.fields
    const chat = await sent.caller.chat.create({
      workspaceId,
      kind: kind === 'private' ? 'private' : 'public',
      name,
      topic,
    })
    return { to: `${pageOf('chats')(sent)}/${chat.id}` }
  })

  form('/w/:slug/direct', pageOf('people'), async (sent) => {
    const { id: workspaceId } = await workspaceOf(sent)
    const { chatId } = await sent.caller.chat.openDirect({
      workspaceId,
      userId: sent.fields.userId ?? '',
    })
    return { to: `${pageOf('chats')(sent)}/${chatId}` }
  })

  form('/w/:slug/invites', pageOf('people'), async (sent) => {
    const { id: workspaceId } = await workspaceOf(sent)
    const { role, days, uses } = sent.fields
    const { url } = await sent.caller.workspace.invite({
      workspaceId,
      ...(role === 'guest' || role === 'admin' ? { role } : {}),
      ...(days ? { days: Number(days) } : {}),
      ...(uses ? { uses: Number(uses) } : {}),
    })
    return { result: url }
  })

  return app
}

/** The text fields of a form; files and repeated fields are none of these forms' business. */
const readFields = async (c: HonoContext): Promise<Fields> => {
  const body = await c.req.parseBody()
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

const withoutSecrets = ({ password: _, ...fields }: Fields): Fields => fields
