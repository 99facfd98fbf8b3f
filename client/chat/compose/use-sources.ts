import { computed, shallowRef } from 'vue'
import type { Chat } from '../../../shared/chat.ts'
import { commands } from '../../../shared/command.ts'
import type { ChatId, UserId } from '../../../shared/ids.ts'
import type { Person } from '../../../shared/people.ts'
import { useWords } from '../../i18n/words.ts'
import { unless } from '../../lib/api.ts'
import { useApi } from '../../lib/use-api.ts'
import { useWorkspace } from '../../state.ts'
import type * as EmojiData from '../../ui/emoji-data.client.ts'
import { loadOptions } from '../lazy.ts'
import type * as Options from './options.ts'
import type { Option, Source } from './options.ts'
import type { Sign } from './trigger.ts'

const missing = ['forbidden', 'unavailable', 'internal', 'rate_limited', 'unauthorized'] as const

/**
 * What a composer offers after each sign: at once what this browser has, and what it lacks as soon as it has come.
 * @param given where one writes, whom a message there can mention, and who writes
 */
export const useSources = (
  given: () => { chatId: ChatId; members: readonly Person[]; me: UserId },
) => {
  const api = useApi()
  const words = useWords()
  const here = useWorkspace()
  const people = shallowRef<readonly Person[] | null>(null)
  const channels = shallowRef<readonly Chat[] | null>(null)

  const emoji = shallowRef<Source>(() => [])
  // How names are found is loaded with the first sign.
  const options = shallowRef<typeof Options | null>(null)

  const loadEmoji = async () => {
    const data: typeof EmojiData = await import('../../ui/emoji-data.client.ts')
    const { mostOptions } = await loadOptions()
    const groups = await data.loadEmoji(words.locale)
    emoji.value = (query) =>
      data.findEmoji(groups, query, mostOptions).map((one) => {
        const sign = data.inTone(one)
        return { key: one.emoji, label: one.label, hint: '', insert: sign, sign }
      })
  }
  const load = async (sign: Sign) => {
    const { id: workspaceId, role } = here.workspace
    options.value ??= await loadOptions()
    if (sign === '@' && !people.value && role !== 'guest')
      people.value = await unless(missing, api.workspace.members.query({ workspaceId }))
    if (sign === '#' && !channels.value)
      channels.value = await unless(missing, api.chat.browse.query({ workspaceId }))
    if (sign === ':') await loadEmoji()
  }

  const calls = computed((): Option[] =>
    here.chats.find(({ id }) => id === given().chatId)?.kind !== 'direct'
      ? (['here', 'channel'] as const).map((call) => ({
          key: call,
          label: `@${call}`,
          hint: words.compose.calls[call],
          insert: `@${call} `,
        }))
      : [],
  )
  const commandSource: Source = (query) =>
    commands
      .filter((name) => name.startsWith(query.toLowerCase()))
      .map((name) => ({
        key: name,
        label: `/${name}`,
        hint: words.compose.commands[name],
        insert: `/${name} `,
      }))
  const atSource = computed(() => {
    const { members, me } = given()
    const ids = new Set(members.map(({ id }) => id))
    return options.value?.peopleSource(
      members.filter(({ id }) => id !== me),
      (people.value ?? []).filter(({ id }) => !ids.has(id)),
      calls.value,
      { outsider: words.compose.outsider, bot: words.chat.bot },
    )
  })
  const hashSource = computed(() => {
    const mine = new Set(here.chats.map(({ id }) => id))
    return options.value?.channelSource([
      ...here.chats,
      ...(channels.value ?? []).filter(({ id }) => !mine.has(id)),
    ])
  })
  return {
    load: (sign: Sign) => void load(sign).catch(() => undefined),
    sources: (): Partial<Record<Sign, Source>> => ({
      ...(atSource.value ? { '@': atSource.value } : {}),
      ...(hashSource.value ? { '#': hashSource.value } : {}),
      ':': emoji.value,
      '/': commandSource,
    }),
  }
}
