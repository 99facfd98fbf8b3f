import { fail } from '../../shared/errors.ts'
import { Role } from '../../shared/people.ts'
import type { Form, Sent } from '../forms.ts'

/** The forms of the administration, each on the page of its part. */
export const administrationForms = (
  form: Form,
  workspaceOf: (sent: Sent) => Promise<{ id: string }>,
): void => {
  const partForm = (part: string, act: (sent: Sent, workspaceId: string) => Promise<unknown>) => {
    const page = ({ param }: Sent) => `/w/${param('slug')}/admin/${part.split('/')[0]}`
    form(`/w/:slug/admin/${part}`, page, async (sent) => {
      const result = await act(sent, (await workspaceOf(sent)).id)
      return typeof result === 'string' ? { result } : { to: page(sent) }
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

  partForm('invites', async ({ caller, fields: { role, days, uses } }, workspaceId) => {
    const { url } = await caller.workspace.invite({
      workspaceId,
      ...(role === 'guest' || role === 'admin' ? { role } : {}),
      ...(days ? { days: Number(days) } : {}),
      ...(uses ? { uses: Number(uses) } : {}),
    })
    return url
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
