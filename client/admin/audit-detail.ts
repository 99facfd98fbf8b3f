import type { Words } from '../i18n/words.ts'

/** To what an act was done, e.g. "person: Bo Berg · from: member · to: admin": ids as names where there is one, others left out. */
export const auditDetail = (
  { admin: { audit }, people }: Words,
  detail: Record<string, unknown>,
  nameOf: Record<'person' | 'chat', (id: unknown) => string | undefined>,
): string =>
  Object.entries(detail)
    .flatMap(([key, value]) => {
      const label = audit.details[key]
      if (!label) return []
      const named =
        key === 'userId' ? nameOf.person(value) : key === 'chatId' ? nameOf.chat(value) : undefined
      if (key.endsWith('Id') && key !== 'eventId' && named === undefined) return []
      const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
      const role = (people.roles as Partial<Record<string, string>>)[text]
      return [`${label}: ${named ?? role ?? (value === null ? audit.forever : text)}`]
    })
    .join(' · ')
