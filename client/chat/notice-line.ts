import type { Notice } from '../../shared/notice.ts'
import { namedIn } from '../../shared/notice.ts'
import type { Words } from '../i18n/words.ts'

/** The sentence of a system line, e.g. "Ada added Bo and Cleo." @param nameOf says how a person is called here */
export const noticeLine = (
  { chat: { notices } }: Words,
  notice: Notice,
  senderId: string,
  nameOf: (id: string) => string,
): string => {
  const who = nameOf(senderId)
  const names = namedIn(notice).map(nameOf)
  switch (notice.kind) {
    case 'added':
      return notices.added(who, names)
    case 'removed':
      return notices.removed(who, names)
    case 'renamed':
      return notices.renamed(who, notice.to)
    case 'topic-changed':
      return notices.topic(who, notice.topic)
    case 'retention-changed':
      return notices.retention(who, notice.days)
    case 'role-changed':
      return notices.role(who, names, notice.role)
    default:
      return notices[notice.kind](who)
  }
}
