import { computed, onMounted, shallowRef } from 'vue'
import type { FileId } from '../../shared/ids.ts'
import { limits } from '../../shared/limits.ts'
import { useWords } from '../i18n/words.ts'
import { keptAs } from '../lib/kept.client.ts'
import { useApi } from '../lib/use-api.ts'
import { useSession, useWorkspace } from '../state.ts'
import { useToasts } from '../ui/toasts.ts'
import type { Attachment, Carried, Coming } from './coming.ts'
import type { Tray } from './tray.client.ts'

// Whether this tab has ever attached a file: until then there is nothing to take up.
let loaded = false

/**
 * The files of a composer, whether picked, dropped or pasted. What uploads them is loaded with the first one. They are there again
 * after a reload, and go on arriving.
 */
export const useAttachments = (place: string) => {
  const words = useWords()
  const toasts = useToasts()
  const api = useApi()
  const { me } = useSession()
  const { workspace } = useWorkspace()
  const kept = keptAs<Coming[]>(`fechatter:files:${me.id}:${place}`)
  const tray = shallowRef<Tray | null>(null)
  let adding: Promise<void> | null = null
  const list = computed((): readonly Attachment[] => tray.value?.list ?? [])

  const open = async () => {
    const { openTray } = await import('./tray.client.ts')
    loaded = true
    const where = { userId: me.id, workspaceId: workspace.id, place }
    return (tray.value ??= openTray(api, kept, where, (name) =>
      toasts.show(`${name}: ${words.files.broke}`, { kind: 'danger' }),
    ))
  }
  onMounted(() => {
    if (loaded || kept.read()) void open()
  })

  const put = async (files: readonly File[], before: Promise<void> | null) => {
    await before
    try {
      if ((await open()).add(files) > 0) toasts.show(words.files.tooMany(limits.filesPerMessage))
    } catch {
      toasts.show(words.files.broke)
    }
  }
  const add = (files: readonly File[]) => {
    const mine = put(files, adding).finally(() => {
      if (adding === mine) adding = null
    })
    adding = mine
  }

  return {
    list,
    add,
    /** Resolves when what was given is in the list; null when it is. */
    adding: () => adding,
    /** A message does not go without what failed. */
    failed: computed(() => list.value.some(({ state }) => state === 'failed')),
    /** @returns whether what is pasted is taken as files */
    paste: (event: ClipboardEvent): boolean => {
      const data = event.clipboardData
      const files = [...(data?.files ?? [])]
      // Office programs add a picture of the text that they copy: the text is what is meant.
      const isText = ['text/plain', 'text/html'].every((type) => data?.types.includes(type))
      if (files.length === 0 || isText) return false
      event.preventDefault()
      add(files)
      return true
    },
    remove: (one: Attachment) => tray.value?.remove(one),
    retry: (one: Attachment) => tray.value?.retry(one),
    describe: (one: Attachment, alt: string) => tray.value?.describe(one, alt),
    carried: (): Carried & { fileIds: FileId[] } =>
      tray.value?.carried() ?? { fileIds: [], files: [] },
    arrive: async () => tray.value?.arrive(),
    release: (ids: readonly FileId[]) => tray.value?.release(ids),
    restore: async (carried: Carried) => {
      if (carried.files.length > 0 || carried.coming?.length) (await open()).restore(carried)
    },
  }
}
