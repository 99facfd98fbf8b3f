import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { MessageId, newId } from '../../shared/ids.ts'
import { answerIdOf } from './answer-id.ts'

test('the same question has the same answer id, a UUIDv8 that nobody without the secret can tell', () => {
  const secret = randomBytes(16).toString('hex')
  for (let n = 0; n < 100; n += 1) {
    const question = newId<MessageId>()
    const answer = answerIdOf(secret, question)
    expect(answerIdOf(secret, question)).toBe(answer)
    expect(MessageId.parse(answer)).toMatch(/^.{8}-.{4}-8.{3}-[89ab].{3}-.{12}$/)
    expect(answer.slice(0, 13)).toBe(question.slice(0, 13))
    expect(answerIdOf(`${secret}x`, question)).not.toBe(answer)
    expect(answerIdOf(secret, newId())).not.toBe(answer)
  }
})
