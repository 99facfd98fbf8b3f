import { muteUntil } from '../../shared/mutes.ts'
import type { Form, Sent } from './form.ts'

/** The forms of a chat's details: its name and topic, my settings in it, its people, its end. */
export const chatDetailsForms = (form: Form, now: () => Date): void => {
  const chat = ({ param }: Sent) => `/w/${param('slug')}/chats/${param('chatId')}`
  const page = (sent: Sent) => `${chat(sent)}?panel=details`
  const path = (name: string) => `/w/:slug/chats/:chatId/${name}`
  const chatId = ({ param }: Sent) => param('chatId')

  form(path('about'), page, async (sent) => {
    const { name, topic = '' } = sent.fields
    await sent.caller.chat.update({ chatId: chatId(sent), topic, ...(name ? { name } : {}) })
    return { to: page(sent) }
  })

  form(path('settings'), page, async (sent) => {
    const { notify, mute, starred } = sent.fields
    await sent.caller.chat.settings({
      chatId: chatId(sent),
      starred: starred !== undefined,
      ...(notify === 'all' || notify === 'mentions' || notify === 'none' ? { notify } : {}),
      ...(mute && mute !== 'keep' ? { mutedUntil: muteUntil(mute, now()) } : {}),
    })
    return { to: page(sent) }
  })

  form(path('members'), page, async (sent) => {
    await sent.caller.chat.addMembers({
      chatId: chatId(sent),
      userIds: [sent.fields.userId ?? ''],
    })
    return { to: page(sent) }
  })

  form(path('members/change'), page, async (sent) => {
    const { userId = '', do: act } = sent.fields
    const input = { chatId: chatId(sent), userId }
    if (act === 'remove') await sent.caller.chat.removeMember(input)
    else if (act === 'owner') await sent.caller.chat.transfer(input)
    else await sent.caller.chat.setRole({ ...input, role: act === 'admin' ? 'admin' : 'member' })
    return { to: page(sent) }
  })

  form(path('archive'), page, async (sent) => {
    const input = { chatId: chatId(sent) }
    if (sent.fields.archived === 'no') await sent.caller.chat.restore(input)
    else await sent.caller.chat.archive(input)
    return { to: page(sent) }
  })
}
