import { createHmac } from 'node:crypto'
import type { MessageId } from '../../shared/ids.ts'

/**
 * The id of the answer to a question: the same at every delivery, so that a question is answered once, and known to the servers only,
 * so that nobody can take it first. A UUIDv8 (RFC 9562 §5.8) that keeps the time of the question's UUIDv7 in front, for the index.
 */
export const answerIdOf = (secret: string, questionId: MessageId): MessageId => {
  const mac = createHmac('sha256', secret)
    .update(`fechatter:bot-answer:${questionId}`)
    .digest('hex')
  const time = questionId.replaceAll('-', '').slice(0, 12)
  const variant = ((parseInt(mac.slice(3, 4), 16) & 0x3) | 0x8).toString(16)
  const hex = `${time}8${mac.slice(0, 3)}${variant}${mac.slice(4, 19)}`
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as MessageId
}
