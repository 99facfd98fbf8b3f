import type { ComputedRef, InjectionKey, Ref } from 'vue'
import type { MessageId } from '../../shared/ids.ts'
import type { Me, Person } from '../../shared/people.ts'
import { required } from '../lib/inject.ts'
import type { MessageActions } from './use-message-actions.ts'
import type { Shown } from './shown.ts'
import type { Seen } from './use-receipts.ts'

/** What is open over the messages: a menu, the emoji, or a dialog, each for one message. */
export interface Opened {
  what: 'menu' | 'emoji' | 'history' | 'delete' | 'remind' | 'forward' | 'person'
  message: Shown
  /** Of whom the card is, unless of its sender. */
  person?: string
  /** Where it opens, in the window. */
  at: { x: number; y: number }
  /** What has the focus again afterwards. */
  from: HTMLElement | null
}

/** What the rows of one list share: who reads, what she may do, and how it is done. */
export interface Conversation {
  me: Me
  personOf: (id: string) => Person
  /** The address of the chat. */
  base: string
  /** The address of a person. */
  personUrl: (id: string) => string
  /** The list is that of a thread. */
  inThread: boolean
  /** Whether she may change anything here, and whether others' messages too. */
  may: ComputedRef<{ write: boolean; manage: boolean }>
  /** What she has saved, and when she is reminded of it. */
  saved: ReadonlyMap<string, string | null>
  /** The threads that she follows, and up to where she has read them. */
  followed: ReadonlyMap<string, number>
  /** The message that she is changing in its row. */
  editing: Ref<MessageId | null>
  opened: Ref<Opened | null>
  /** Who has read her last message, where that is shown. */
  seen: ComputedRef<Seen | null>
  /** What can be done with a message that was not sent. */
  unsent: {
    retry: (id: string) => void
    edit: (message: Shown) => void
    discard: (id: string) => void
  }
  act: MessageActions
}

export const conversationKey: InjectionKey<Conversation> = Symbol('conversation')
export const useConversation = (): Conversation => required(conversationKey)
