import { fail } from '../../shared/errors.ts'
import { Role } from '../../shared/people.ts'
import type { Form, Sent } from './form.ts'
import { inviteWish } from './invite-wish.ts'
import { pageOf, workspaceOf } from './pages.ts'

/** The parts that do not show by themselves that an act was done. */
const saves = new Set(['general', 'retention'])

/** The forms of the administration, each on the page of its part. */
export const administrationForms = (form: Form): void => {
  const partForm = (part: string, act: (sent: Sent, workspaceId: string) => Promise<unknown>) => {
    const page = pageOf(`admin/${part.split('/')[0]}`)
    form(`/w/:slug/admin/${part}`, page, async (sent) => {
      const result = await act(sent, (await workspaceOf(sent)).id)
      return typeof result === 'string'
        ? { result }
        : { to: page(sent) + (saves.has(part) ? '?saved' : '') }
    })
  }
  const days = ({ fields }: Sent) => (fields.days ? Number(fields.days) : null)

  partForm('general', ({ caller, fields: { name, readReceipts } }, workspaceId) =>
    caller.workspace.update({
      workspaceId,
      readReceipts: readReceipts === 'on',
      ...(name ? { name } : {}),
    }),
  )

  partForm('members', async ({ caller, fields }, workspaceId) => {
    const one = { workspaceId, userId: fields.userId ?? '' }
    if (fields.act === 'suspend') return caller.workspace.suspend(one)
    if (fields.act === 'reinstate') return caller.workspace.reinstate(one)
    if (fields.act === 'transfer') return caller.workspace.transfer(one)
    const role = Role.safeParse(fields.role).data ?? fail('invalid_input', 'Choose a role.')
    return caller.workspace.setRole({ ...one, role })
  })

  partForm('members/reset-link', async ({ caller, fields: { userId = '' } }, workspaceId) => {
    const { url } = await caller.workspace.resetLink({ workspaceId, userId })
    return url
  })

  partForm('invites', async ({ caller, fields }, workspaceId) => {
    const { url } = await caller.workspace.invite({ workspaceId, ...inviteWish(fields) })
    return url
  })

  partForm('bots', async ({ caller, fields: { name = '' } }, workspaceId): Promise<void> => {
    await caller.workspace.createBot({ workspaceId, name })
  })

  partForm('bots/tokens', async ({ caller, fields }, workspaceId) => {
    const { userId = '', name = '', scope, tokenId } = fields
    if (tokenId !== undefined)
      return caller.workspace.revokeBotToken({ workspaceId, userId, tokenId })
    const { token } = await caller.workspace.createBotToken({
      workspaceId,
      userId,
      name,
      scope: scope === 'write' ? 'write' : 'read',
      ...(fields.days ? { days: Number(fields.days) } : {}),
    })
    return token
  })

  partForm('bots/channels', async ({ caller, fields }) => {
    const { userId = '', chatId = '', act } = fields
    if (act === 'remove') return caller.chat.removeMember({ chatId, userId })
    return caller.chat.addMembers({ chatId, userIds: [userId] })
  })

  partForm('invites/revoke', ({ caller, fields }, workspaceId) =>
    caller.workspace.revokeInvite({ workspaceId, inviteId: fields.inviteId ?? '' }),
  )

  partForm('retention', async (sent, workspaceId): Promise<void> => {
    const { caller, fields } = sent
    if (fields.chatId) await caller.chat.setRetention({ chatId: fields.chatId, days: days(sent) })
    else await caller.workspace.setRetention({ workspaceId, days: days(sent) })
  })

  partForm('exports', ({ caller, fields: { scope } }, workspaceId) =>
    scope === 'person'
      ? caller.exports.requestMine()
      : caller.exports.request({
          workspaceId,
          scope: scope === 'everything' ? 'everything' : 'public',
        }),
  )

  partForm('system', ({ caller, fields }, workspaceId): Promise<void> => {
    if (fields.act === 'reindex') return caller.search.reindex({ workspaceId })
    const letter = { workspaceId, consumer: fields.consumer ?? '', eventId: fields.eventId ?? '' }
    return fields.act === 'discard' ? caller.system.discard(letter) : caller.system.replay(letter)
  })
}
