import { expectTypeOf, test } from 'vitest'
import type { ChatId, Fechatter, Inputs, MessageId, Outputs, StreamEvent } from './index.ts'
import { createFechatter, newId } from './index.ts'

/* What an outside program sees. The checks are the compiler's, in `npm run check`; nothing here is sent. */
const never = async (fechatter: Fechatter) => {
  const draft = { id: newId<MessageId>(), chatId: newId<ChatId>(), body: 'hello' }
  const ack = await fechatter.chat.send.mutate(draft)
  expectTypeOf(ack).toEqualTypeOf<{ id: MessageId; seq: number; createdAt: string }>()
  // @ts-expect-error a misspelt field
  await fechatter.chat.send.mutate({ id: draft.id, chatId: draft.chatId, text: 'hello' })
  // @ts-expect-error a text is not a number
  await fechatter.chat.send.mutate({ ...draft, body: 7 })

  fechatter.events.stream.subscribe(undefined, {
    onData: ({ id, data }) => {
      expectTypeOf(id).toEqualTypeOf<string>()
      expectTypeOf(data.type).toEqualTypeOf<StreamEvent['type']>()
      if (data.type === 'message.sent') {
        expectTypeOf(data.message.body).toEqualTypeOf<string>()
        expectTypeOf(data.seq).toEqualTypeOf<number>()
      }
      if (data.type === 'typing') expectTypeOf(data.chatId).toEqualTypeOf<ChatId>()
      // @ts-expect-error there is no such event
      if (data.type === 'message.shouted') return
    },
  })
  // @ts-expect-error an id is text
  fechatter.events.stream.subscribe({ lastEventId: 7 }, {})
}

test('the client and its events are typed to the last field', () => {
  expectTypeOf(never).toBeFunction()
  expectTypeOf<Inputs['chat']['send']>().toExtend<{
    id: string
    chatId: string
    body: string
    threadId?: string | undefined
  }>()
  expectTypeOf<Outputs['chat']['since']['complete']>().toEqualTypeOf<boolean>()
  // @ts-expect-error there is no such procedure
  expectTypeOf<Inputs['chat']['shout']>().toBeNever()
  expectTypeOf(createFechatter).returns.toEqualTypeOf<Fechatter>()
})
