import { shallowReactive } from 'vue'
import type { MessageId, UserId } from '../../shared/ids.ts'
import type { Attempt } from './attempts.ts'
import { isDone, together } from './attempts.ts'
import type { Message } from '../../shared/message.ts'

const forgetMs = 10_000

/**
 * Shows what a person does to messages at once; a refusal takes it back.
 * @param find the message as the server has told of it
 */
export const useAttempts = (me: UserId, find: (id: string) => Message | undefined) => {
  const attempts = shallowReactive(new Map<string, Attempt>())
  const end = (id: string, attempt: Attempt | undefined) => {
    if (attempts.get(id) === attempt) attempts.delete(id)
  }

  return {
    attempts,
    /** Forgets what has come true. To be called after events. */
    settle: () => {
      for (const [id, attempt] of attempts) {
        const message = find(id)
        if (message && isDone(message, attempt, me)) end(id, attempt)
      }
    },
    /** @throws what the call throws, after the message is as it was */
    attempt: async <T>(id: MessageId, change: Attempt, call: () => Promise<T>): Promise<T> => {
      const before = attempts.get(id)
      const attempt = together(before, change)
      attempts.set(id, attempt)
      try {
        const result = await call()
        // The event that tells of it may be lost; the next page has it.
        setTimeout(() => end(id, attempt), forgetMs)
        return result
      } catch (error) {
        if (before && attempts.get(id) === attempt) attempts.set(id, before)
        else end(id, attempt)
        throw error
      }
    },
  }
}
