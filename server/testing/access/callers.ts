import type { FaultCode } from '../../../shared/errors.ts'

/**
 * Everybody who may knock. The object of most rows is a private channel of Ada's, the owner's, with Bo in it. Cleo was in it and was
 * removed, Dana is a guest outside it, Hal is suspended, one more left the workspace, Eve owns another. The bots and tokens are programs.
 */
export const callers = [
  'anonymous',
  'expired',
  'revoked',
  'stranger',
  'suspended',
  'exMember',
  /** Was in the channel and left the workspace. */
  'departed',
  'memberOut',
  'guest',
  'guestIn',
  'member',
  'admin',
  'owner',
  'botIn',
  'botOut',
  /** The member's program that may only look. */
  'reader',
  /** The owner's program that may change things, but not administer. */
  'writer',
] as const
export type CallerName = (typeof callers)[number]
export type Expected = 'ok' | FaultCode

/** The callers that each row speaks of. */
type Spoken = 'anonymous' | 'stranger' | 'suspended' | 'exMember' | 'guest' | 'member' | 'owner'
/** What each caller is told. Who is not named is told what {@link complete} derives. */
export type Expectation = Record<Spoken, Expected> & Partial<Record<CallerName, Expected>>

export const everybody = (expected: Expected): Record<Spoken, Expected> => ({
  anonymous: expected,
  stranger: expected,
  suspended: expected,
  exMember: expected,
  guest: expected,
  member: expected,
  owner: expected,
})

const noPrograms = {
  botIn: 'forbidden',
  botOut: 'forbidden',
  reader: 'forbidden',
  writer: 'forbidden',
} as const

/** Any account, also a program's. */
export const accounts: Expectation = { ...everybody('ok'), anonymous: 'unauthorized' }
/** Any account, but only in person: passwords, sessions and tokens are never a program's business. */
export const inPerson: Expectation = { ...accounts, ...noPrograms }
export const hidden: Expectation = { ...everybody('not_found'), anonymous: 'unauthorized' }
export const inTheChat: Expectation = { ...hidden, member: 'ok', owner: 'ok' }
export const inTheWorkspace: Expectation = { ...inTheChat, exMember: 'ok', guest: 'ok' }
export const noGuests: Expectation = { ...inTheWorkspace, guest: 'forbidden' }
export const adminsOnly: Expectation = {
  ...noGuests,
  exMember: 'forbidden',
  member: 'forbidden',
  admin: 'ok',
  writer: 'forbidden',
}
/** As {@link adminsOnly}, for what only owners do. */
export const ownersOnly: Expectation = { ...adminsOnly, admin: 'forbidden' }

/** What every caller is told of a procedure. An admin is in the workspace like anybody else, and is no member of its private channels. */
export const complete = (
  row: Expectation,
  type: 'query' | 'mutation' | 'subscription',
): Record<CallerName, Expected> => {
  const asksWhoItIs = row.anonymous === 'unauthorized' && row.member !== 'unauthorized'
  return {
    ...row,
    expired: row.expired ?? row.anonymous,
    revoked: row.revoked ?? row.anonymous,
    departed: row.departed ?? row.stranger,
    memberOut: row.memberOut ?? row.exMember,
    admin: row.admin ?? row.exMember,
    guestIn: row.guestIn ?? (row.guest === 'forbidden' ? 'forbidden' : row.member),
    botIn: row.botIn ?? row.member,
    botOut: row.botOut ?? row.exMember,
    reader: row.reader ?? (type === 'mutation' && asksWhoItIs ? 'forbidden' : row.member),
    writer: row.writer ?? row.owner,
  }
}
