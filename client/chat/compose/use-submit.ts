import type { Ref } from 'vue'
import { ref, shallowRef } from 'vue'
import { commandOf } from '../../../shared/command.ts'
import type { FaultBody } from '../../../shared/errors.ts'
import type { FileId } from '../../../shared/ids.ts'
import { newId } from '../../../shared/ids.ts'
import { faultOf, passing, unless } from '../../lib/api.ts'
import { useApi } from '../../lib/use-api.ts'
import type { Quoting } from '../quoting.ts'
import type { Carried } from '../../files/coming.ts'
import type { Place } from './drafts.ts'
import { useDestination } from './use-destination.ts'
import type { Written } from './written.ts'

type Draft = Omit<Written, 'files' | 'coming' | 'quoted'>

/** How a message leaves: at once, at a time to come, without a notification. */
export interface Way {
  silent?: boolean
  /** In milliseconds. */
  at?: number
  /** Says that a call of many people is meant. */
  confirmed?: boolean
}
/** A call of so many people that it must be meant, with what is needed to go on. */
export interface Calling {
  people: number
  times: readonly { timeZone: string; people: number }[]
  goOn: () => Promise<void>
}

const call = /@(?:here|channel)(?![\p{L}\p{M}\p{N}_-])/iu
/**
 * Lets a message leave its composer, but only to the chat that the composer itself names and that is on screen, or on its way there.
 * @param form whose `data-chat` says where the text was written
 */
export const useSubmit = (
  place: Place,
  form: Readonly<Ref<HTMLFormElement | null>>,
  parts: {
    text: Readonly<Ref<string>>
    /** What goes with the message. */
    carried: () => Carried & { fileIds: FileId[] }
    /** Resolves when all of it has arrived. */
    arrive: () => Promise<void>
    /** What it answers to. */
    quoting: Readonly<Ref<Quoting | null>>
    /** Empties the box of what has left it. */
    clear: (written: Draft) => void
    send: (written: Written) => void
  },
) => {
  const api = useApi()
  const destination = useDestination()
  const misplaced = ref(false)
  const refusal = ref<FaultBody | null>(null)
  const scheduledAt = ref<string | null>(null)
  const remindedAt = ref<string | null>(null)
  const calling = shallowRef<Calling | null>(null)

  const isHere = () => {
    const written = form.value?.dataset.chat
    const shown = destination.value
    return written === place.chatId && (shown === undefined || shown === written)
  }
  const schedule = async (written: Draft, at: number) => {
    const sendAt = new Date(at).toISOString()
    try {
      await parts.arrive()
      await api.chat.schedule.mutate({ ...written, id: newId(), sendAt })
    } catch (error) {
      refusal.value = faultOf(error)
      return
    }
    scheduledAt.value = sendAt
    // What was typed on meanwhile is another message.
    if (parts.text.value === written.body) parts.clear(written)
  }
  /** Does what is written after a slash; what cannot be understood stays, with what to write instead. */
  const run = async (written: Draft) => {
    try {
      await parts.arrive()
      const result = await api.chat.command.mutate({ ...written, id: newId() })
      if (result.done === 'reminder') remindedAt.value = result.at
    } catch (error) {
      refusal.value = faultOf(error)
      return
    }
    if (parts.text.value === written.body) parts.clear(written)
  }
  /** Whom a call would reach, where that must be asked. When this cannot be told the server asks, by refusing. */
  const askOf = (body: string) =>
    place.threadId || !call.test(body)
      ? null
      : unless(
          [...passing, 'forbidden', 'invalid_input'],
          api.chat.calls.query({ chatId: place.chatId, body }),
        )

  const submit = async (alsoToChannel: boolean, way: Way = {}): Promise<void> => {
    refusal.value = scheduledAt.value = remindedAt.value = null
    misplaced.value = !isHere()
    if (misplaced.value) return
    const body = parts.text.value
    const { chatId, threadId } = place
    const { fileIds, files, coming = [] } = parts.carried()
    const quoting = parts.quoting.value
    const written: Draft = {
      chatId,
      body,
      ...(threadId ? { threadId, alsoToChannel } : {}),
      ...(fileIds.length > 0 ? { fileIds } : {}),
      ...(quoting ? { quote: quoting.of } : {}),
      ...(way.silent ? { silent: true } : {}),
      ...(way.confirmed ? { confirmed: true } : {}),
    }
    const asked = way.confirmed ? null : askOf(body)
    if (asked) {
      const reached = await asked
      // Asking took a moment, in which she may have gone on.
      if (parts.text.value !== body || !isHere()) return
      if (reached) {
        const goOn = () => submit(alsoToChannel, { ...way, confirmed: true })
        calling.value = { ...reached, goOn }
        return
      }
    }
    if (way.at !== undefined) return schedule(written, way.at)
    if (commandOf(body)) return run(written)
    parts.clear(written)
    parts.send({
      ...written,
      ...(files.length > 0 ? { files } : {}),
      ...(quoting ? { quoted: quoting.shown } : {}),
      ...(coming.length > 0 ? { coming } : {}),
    })
  }
  return { submit, misplaced, refusal, scheduledAt, remindedAt, calling }
}
