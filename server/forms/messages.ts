import type { Context as HonoContext } from 'hono'
import { commandOf } from '../../shared/command.ts'
import { FileName } from '../../shared/file.ts'
import type { FileId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import type { Deps } from '../deps.ts'
import type { TakeFile } from '../files/read-form.ts'
import { takeFile } from '../files/take.ts'
import { acting } from '../identity/acting.ts'
import { workspaceMemberOf } from '../workspace/access.ts'
import type { At, Form } from './form.ts'
import { chatPage, onSite, pageOf, workspaceOf } from './pages.ts'

/** The forms that send messages, and those at a message. */
export const messageForms = (form: Form, deps: Deps): void => {
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
}

/** The most that one file of a form can have. */
const sizeOf = (c: HonoContext) => Number(c.req.header('content-length') ?? limits.formBytes)

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
