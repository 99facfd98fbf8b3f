import { z } from 'zod'
import { UserId } from './ids.ts'

/** The privileged acts that a workspace keeps a log of. */
export const auditActions = [
  'member.role-changed',
  'member.suspended',
  'member.reinstated',
  'workspace.transferred',
  'workspace.renamed',
  'workspace.receipts-changed',
  'workspace.retention-changed',
  'workspace.left',
  'bot.created',
  'bot-token.created',
  'bot-token.revoked',
  'password-link.made',
  'invite.created',
  'invite.revoked',
  'chat.renamed',
  'chat.archived',
  'chat.restored',
  'chat.role-changed',
  'chat.transferred',
  'chat.retention-changed',
  'export.requested',
  'export.downloaded',
  'dead-letter.replayed',
  'dead-letter.discarded',
  'search.reindexed',
] as const
export const AuditAction = z.enum(auditActions)
export type AuditAction = z.infer<typeof AuditAction>

/** An entry of the log. `detail` names what it was done to, by id; `hash` covers the entry and all before it. */
export const AuditEntry = z.object({
  seq: z.number().int(),
  at: z.string(),
  actorId: UserId,
  action: z.string(),
  detail: z.record(z.string(), z.unknown()),
  hash: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntry>
