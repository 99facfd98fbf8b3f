import type { FaultBody } from '../../shared/errors.ts'
import type { File } from '../../shared/file.ts'
import type { MessageId, UserId } from '../../shared/ids.ts'

/** A message of my own that the stream has not brought yet. */
export interface Pending {
  id: MessageId
  senderId: UserId
  body: string
  files?: File[]
  /** ISO 8601: this browser's clock, then the server's. */
  createdAt: string
  /** Its place, once the server has told it. */
  seq: number | null
  state: 'sending' | 'sent' | 'failed'
  /** Why it failed. */
  fault: FaultBody | null
}
