/** The parts of the administration, in the order of their links. */
export const adminParts = [
  'general',
  'members',
  'invites',
  'bots',
  'audit',
  'retention',
  'exports',
  'system',
] as const
export type AdminPart = (typeof adminParts)[number]
