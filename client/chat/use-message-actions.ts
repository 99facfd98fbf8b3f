import type { MessageId, UserId } from '../../shared/ids.ts'
import type { Api } from '../lib/api.ts'
import { copyText } from '../lib/copy.client.ts'
import { rememberEmoji } from '../ui/recent-emoji.client.ts'
import { hasMine } from './attempts.ts'
import type { OwnMarks } from './use-own-marks.ts'
import type { Shown } from './shown.ts'
import type { useAttempts } from './use-attempts.ts'

export type MessageActions = ReturnType<typeof useMessageActions>

/**
 * What a person can do with a message. Everything shows at once; what is refused is taken back, and `onFault` says why.
 * @param tell says what was done
 */
export const useMessageActions = ({
  api,
  me,
  attempts: { attempt },
  marks,
  linkOf,
  words,
  tell,
  onFault,
  onReply,
  onQuote,
}: {
  api: Api
  me: UserId
  attempts: ReturnType<typeof useAttempts>
  marks: OwnMarks
  /** The address of a message, for others. */
  linkOf: (message: Shown) => string
  words: { linkCopied: string; textCopied: string; notCopied: string; markedUnread: string }
  tell: (text: string) => void
  onFault: (error: unknown) => void
  onReply: (rootId: MessageId) => void
  onQuote: (message: Shown) => void
}) => {
  const idOf = (message: Shown) => ({
    chatId: message.chatId,
    messageId: message.id as MessageId,
  })
  /** Whether it worked. */
  const safely = async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act()
      return true
    } catch (error) {
      onFault(error)
      return false
    }
  }
  const copy = async (text: string, done: string) =>
    tell((await copyText(text)) ? done : words.notCopied)

  return {
    react: (message: Shown, emoji: string) => {
      const on = !hasMine(message, emoji, me)
      const input = { ...idOf(message), emoji }
      if (on) rememberEmoji(emoji)
      return safely(() =>
        attempt(input.messageId, { reactions: { [emoji]: on } }, () =>
          on ? api.chat.react.mutate(input) : api.chat.unreact.mutate(input),
        ),
      )
    },
    edit: (message: Shown, body: string) => {
      const input = idOf(message)
      return safely(() =>
        attempt(input.messageId, { body }, () => api.chat.edit.mutate({ ...input, body })),
      )
    },
    remove: (message: Shown) => {
      const input = idOf(message)
      return safely(() =>
        attempt(input.messageId, { deleted: true }, () => api.chat.delete.mutate(input)),
      )
    },
    pin: (message: Shown, pinned: boolean) => {
      const input = idOf(message)
      return safely(() =>
        attempt(input.messageId, { pinned }, () =>
          pinned ? api.chat.pin.mutate(input) : api.chat.unpin.mutate(input),
        ),
      )
    },
    save: (message: Shown, remindAt?: string) =>
      safely(() => marks.save(idOf(message), remindAt ?? null)),
    unsave: (message: Shown) => safely(() => marks.unsave(idOf(message).messageId)),
    follow: (message: Shown, following: boolean) =>
      safely(() =>
        marks.follow(message.chatId, (message.threadId ?? message.id) as MessageId, following),
      ),
    markUnread: (message: Shown) =>
      safely(async () => {
        const { chatId, seq } = message
        if (seq === null) return
        await api.chat.markUnread.mutate({ chatId, seq })
        tell(words.markedUnread)
      }),
    copyLink: (message: Shown) => copy(linkOf(message), words.linkCopied),
    copyText: (message: Shown) => copy(message.body, words.textCopied),
    quote: onQuote,
    reply: (message: Shown) => onReply((message.threadId ?? message.id) as MessageId),
  }
}
