import { onBeforeUnmount, onMounted } from 'vue'
import type { StreamEvent } from '../../shared/events.ts'
import { useWords } from '../i18n/words.ts'
import { useAnnouncer } from '../lib/announcer.ts'
import { useLive } from '../lib/live.ts'
import { useApi } from '../lib/use-api.ts'
import { useSession } from '../state.ts'
import { outboxOf } from './outbox.client.ts'
import type { useSending } from './use-sending.ts'

const pollMs = 5_000

/**
 * Keeps a list of messages live while it is on screen: with what the outbox sends, with events, and, while there are none, by asking.
 * @param onCaughtUp told how many messages of others were missed
 */
export const useLiveList = (
  list: { sending: ReturnType<typeof useSending>; catchUp: () => Promise<number> },
  {
    take,
    onCaughtUp = () => {},
  }: { take: (event: StreamEvent) => void; onCaughtUp?: (brought: number) => void },
) => {
  const api = useApi()
  const live = useLive()
  const { me } = useSession()
  const { say } = useAnnouncer()
  const words = useWords()
  const ends: (() => void)[] = []
  const catchUp = async () => onCaughtUp(await list.catchUp())

  onMounted(() => {
    ends.push(
      list.sending.attach(outboxOf(api, me.id), (how) =>
        say(how === 'sent' ? words.chat.sent : words.chat.notSent),
      ),
      live.on((event) => {
        if (event.type === 'stream.ready' || event.type === 'stream.resync') void catchUp()
        take(event)
      }),
    )
    const poll = setInterval(() => {
      if (live.state.value !== 'live' && live.state.value !== 'signed-out') void catchUp()
    }, pollMs)
    ends.push(() => clearInterval(poll))
    // What happened between loading the page and listening.
    if (live.state.value === 'live') void catchUp()
  })
  onBeforeUnmount(() => ends.forEach((end) => end()))
}
