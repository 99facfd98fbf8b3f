import type { Context as HonoContext } from 'hono'
import { Hono } from 'hono'
import { commandOf } from '../shared/command.ts'
import { fail, httpStatus } from '../shared/errors.ts'
import { FileName } from '../shared/file.ts'
import type { FileId } from '../shared/ids.ts'
import { limits } from '../shared/limits.ts'
import type { Deps } from './deps.ts'
import { removeAvatar, setAvatar } from './files/avatar.ts'
import { readBytes } from './files/read-body.ts'
import type { TakeFile } from './files/read-form.ts'
import { readForm } from './files/read-form.ts'
import { takeFile } from './files/take.ts'
import { accountForms } from './forms/account.ts'
import { administrationForms } from './forms/administration.ts'
import { chatDetailsForms } from './forms/chat-details.ts'
import { inviteWish } from './forms/invite-wish.ts'
import { acting, inPerson } from './identity/acting.ts'
import { rememberLanguage } from './ssr/visitor.ts'
import { contextOf, forwarded } from './request.ts'
import { appRouter } from './router.ts'
import type { Context } from './trpc.ts'
import { createCaller, faultOf } from './trpc.ts'
import type { Pages } from './web.ts'
import { workspaceMemberOf } from './workspace/access.ts'

type Fields = Record<string, string>
type Caller = ReturnType<typeof callerFor>
/** Where a form was sent, and by whom. */
interface At {
  c: HonoContext
  context: Context
  caller: Caller
  param: (name: string) => string
}
/** A form that was sent. */
export interface Sent extends At {
  fields: Fields
  /** The files that came with the form, or why one could not be taken. */
  files: () => Promise<FileId[]>
}
/** What a form leads to: another page, or the same page with a result. */
type Outcome = { to: string } | { result: string }
/** Makes a form: its path, the page that holds it when that is another one, and what it does. */
export type Form = (
  path: string,
  page: (sent: Sent) => string,
  act: (sent: Sent) => Promise<Outcome>,
) => void

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
    /** What becomes of files; without it they are dropped. */
    take: (at: At) => TakeFile<FileId | null> = () => () => Promise.resolve(null),
  ) =>
    app.post(path, async (c) => {
      const context: Context = await contextOf(deps, c)
      const caller = callerFor(context)
      const at: At = { c, context, caller, param: (name) => c.req.param(name) ?? '' }
      const sent: Sent = { ...at, ...(await readFields(c, take(at))) }
      const { fields } = sent
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

  const chatPage = ({ param, fields: { threadId } }: Sent) =>
    `/w/${param('slug')}/chats/${param('chatId')}${threadId ? `?thread=${encodeURIComponent(threadId)}` : ''}`
  const pageOf = (name: string) => (sent: Sent) => `/w/${sent.param('slug')}/${name}`
  const workspaceOf = async ({ caller, param }: At) => {
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
    '/workspaces',
    () => '/workspaces/new',
    async ({ fields, caller }) => {
      const { slug } = await caller.workspace.create({ name: fields.workspaceName ?? '' })
      return { to: `/w/${slug}` }
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

  const takeInto = (at: At): TakeFile<FileId> => {
    const member = once(async () => {
      const { userId } = acting(at.context.actor, 'write')
      const { id } = await workspaceOf(at)
      return workspaceMemberOf(deps.db, userId, id)
    })
    return async (_, name, body) =>
      takeFile(deps, await member(), { name: FileName.parse(name), most: sizeOf(at.c), body })
  }

  form(
    '/w/:slug/chats/:chatId/messages',
    chatPage,
    async (sent) => {
      const { id = '', body = '', threadId } = sent.fields
      const chatId = sent.param('chatId')
      const thread = threadId ? { threadId } : {}
      const fileIds = await sent.files()
      const draft = {
        id,
        chatId,
        body: body.replace(/\r\n/g, '\n'),
        ...thread,
        ...(threadId && sent.fields.alsoToChannel ? { alsoToChannel: true } : {}),
        ...(fileIds.length > 0 ? { fileIds } : {}),
      }
      if (commandOf(draft.body)) await sent.caller.chat.command(draft)
      else await sent.caller.chat.send(draft)
      // The page shows the draft that the server has: what is sent is none any more.
      await sent.caller.chat.saveDraft({ chatId, body: '', ...thread })
      return { to: chatPage(sent) }
    },
    takeInto,
  )

  form(
    '/settings/avatar',
    () => '/settings/profile',
    async (sent) => {
      const { userId } = inPerson(sent.context.actor)
      if (sent.fields.remove) await removeAvatar(deps, userId)
      await sent.files()
      return { to: '/settings' }
    },
    ({ context }) =>
      async (_field, _name, body) => {
        const { userId } = inPerson(context.actor)
        await setAvatar(deps, userId, await readBytes(body, limits.chunkBytes))
        return null
      },
  )

  form('/w/:slug/chats/:chatId/reactions', chatPage, async (sent) => {
    const { messageId = '', add, remove = '', back } = sent.fields
    const target = { chatId: sent.param('chatId'), messageId }
    if (add === undefined) await sent.caller.chat.unreact({ ...target, emoji: remove })
    else await sent.caller.chat.react({ ...target, emoji: add })
    return { to: back ? onSite(back) : chatPage(sent) }
  })

  form('/w/:slug/chats/:chatId/forward', chatPage, async (sent) => {
    const { id = '', messageId = '', to = '', body = '' } = sent.fields
    const from = { chatId: sent.param('chatId'), messageId }
    await sent.caller.chat.forward({ id, chatId: to, body, from })
    return { to: `${pageOf('chats')(sent)}/${to}` }
  })

  form('/w/:slug/chats/:chatId/read', chatPage, async (sent) => {
    const { seq, threadId, next } = sent.fields
    await sent.caller.chat.markRead({
      chatId: sent.param('chatId'),
      seq: Number(seq),
      byHand: true,
      ...(threadId ? { threadId } : {}),
    })
    return { to: next === 'inbox' || next === 'threads' ? pageOf(next)(sent) : chatPage(sent) }
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
    const wish = inviteWish(sent.fields)
    const { url } = await sent.caller.workspace.invite({ workspaceId, ...wish })
    return { result: url }
  })

  accountForms(form)
  administrationForms(form, workspaceOf)
  chatDetailsForms(form, deps.now)

  const searchPage = (sent: Sent) =>
    `${pageOf('search')(sent)}?q=${encodeURIComponent(sent.fields.query ?? '')}`

  form('/w/:slug/searches', searchPage, async (sent) => {
    const { id: workspaceId } = await workspaceOf(sent)
    const { query = '', name = '' } = sent.fields
    await sent.caller.search.save({ workspaceId, query, name })
    return { to: searchPage(sent) }
  })

  form('/w/:slug/searches/forget', searchPage, async (sent) => {
    const { id: workspaceId } = await workspaceOf(sent)
    await sent.caller.search.forget({ workspaceId, query: sent.fields.query ?? '' })
    return { to: searchPage(sent) }
  })

  return app
}

/** Reads a form, its files by `take`; of repeated fields the last one counts. */
const readFields = async (
  c: HonoContext,
  take: TakeFile<FileId | null>,
): Promise<Pick<Sent, 'fields' | 'files'>> => {
  if (/^multipart\/form-data\b/.test(c.req.header('content-type') ?? '')) return readForm(c, take)
  const body = await c.req.parseBody()
  const fields = Object.entries(body).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return { fields: Object.fromEntries(fields), files: () => Promise.resolve([]) }
}

/** The most that one file of a form can have. */
const sizeOf = (c: HonoContext) => Number(c.req.header('content-length') ?? limits.formBytes)

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

const withoutSecrets = ({ password: _, current: __, next: ___, ...fields }: Fields): Fields =>
  fields
