import type { Draft } from '../../../shared/message.ts'

/** What a composer hands on to be sent: a message that has no id yet. */
export type Written = Omit<Draft, 'id'>
