import type { File } from '../../../shared/file.ts'
import type { Draft, Quote } from '../../../shared/message.ts'
import type { Coming } from '../../files/coming.ts'

/** What a composer hands on to be sent: a message that has no id yet. */
export type Written = Omit<Draft, 'id'> & {
  /** What its `fileIds` name, to be shown until the message is there. */
  files?: File[]
  /** Those of them that are still to arrive. */
  coming?: Coming[]
  /** The words that its `quote` names, likewise. */
  quoted?: Quote
}
