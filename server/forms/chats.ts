import type { Form } from './form.ts'
import { inviteWish } from './invite-wish.ts'
import { chatPage, pageOf, workspaceOf } from './pages.ts'

/** The forms that find, make, join and leave chats, and invite people. */
export const chatForms = (form: Form): void => {
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
}
