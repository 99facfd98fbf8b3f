import { useRoute, useRouter } from 'vue-router'
import { useMarkAllRead } from '../inbox/use-mark-all-read.ts'
import { useWorkspace } from '../state.ts'
import { isPlace, places } from './commands.ts'

/** What shortcuts and the palette's commands do. */
export const useCommands = () => {
  const route = useRoute()
  const router = useRouter()
  const { markAllRead } = useMarkAllRead()
  const here = useWorkspace()
  const base = () => `/w/${here.workspace.slug}`

  const toChat = (step: 1 | -1, waitingOnly: boolean) => {
    const at = here.chats.findIndex(({ id }) => id === route.params.chatId)
    const around =
      step === 1
        ? [...here.chats.slice(at + 1), ...here.chats.slice(0, Math.max(0, at))]
        : [...here.chats.slice(0, Math.max(0, at)).reverse(), ...here.chats.slice(at + 1).reverse()]
    const next = around.find((chat) => !waitingOnly || chat.unread > 0 || chat.manualUnread)
    if (next) void router.push(`${base()}/chats/${next.id}`)
    return true
  }

  const searchHere = () => {
    const chat = here.chats.find(({ id }) => id === route.params.chatId)
    const q = chat?.name ? `in:#${chat.name} ` : ''
    void router.push({ path: `${base()}/search`, query: q ? { q } : {} })
    return true
  }

  const withoutPanel = () => {
    const { panel: open, thread, ...query } = route.query
    return { open: open ?? thread, query }
  }
  const panel = () => {
    if (!route.params.chatId) return false
    const { open, query } = withoutPanel()
    void router.push({
      path: route.path,
      query: open ? query : { ...query, panel: 'details' },
    })
    return true
  }

  /** One thing lies on the other where there is no room beside it: out of a panel, then out to the list of chats. */
  const back = () => {
    if (route.hash === '#sidebar' || !matchMedia('(width < 960px)').matches) return false
    const { open, query } = withoutPanel()
    void router.push({ path: route.path, query, hash: open ? '' : '#sidebar' })
    return true
  }

  /** Does what a command's name says. @returns whether it applies here */
  const run = (key: string): boolean => {
    if (isPlace(key)) {
      void router.push(`${base()}/${places[key]}`)
      return true
    }
    switch (key) {
      case 'nextChat':
        return toChat(1, false)
      case 'previousChat':
        return toChat(-1, false)
      case 'nextUnread':
        return toChat(1, true)
      case 'previousUnread':
        return toChat(-1, true)
      case 'searchHere':
        return searchHere()
      case 'panel':
        return panel()
      case 'back':
        return back()
      case 'settings':
        void router.push('/settings')
        return true
      case 'markAllRead':
        void markAllRead()
        return true
      default:
        return false
    }
  }
  return { run, plainKeys: () => true }
}
