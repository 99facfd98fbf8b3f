import { limits } from '../../shared/limits.ts'
import { useWords } from '../i18n/words.ts'
import { useWorkspace } from '../state.ts'
import { useToasts } from '../ui/toasts.ts'
import { useUploads } from './use-uploads.ts'

/** The files of a composer, whether picked, dropped or pasted. */
export const useAttachments = () => {
  const words = useWords()
  const toasts = useToasts()
  const uploads = useUploads(useWorkspace().workspace.id)

  const add = (files: readonly File[]) => {
    if (uploads.add(files) > 0) toasts.show(words.files.tooMany(limits.filesPerMessage))
  }
  return {
    ...uploads,
    add,
    /** @returns whether there were files in what is dropped or pasted */
    takeFrom: (event: Event, data: DataTransfer | null): boolean => {
      const files = [...(data?.files ?? [])]
      if (files.length === 0) return false
      event.preventDefault()
      add(files)
      return true
    },
  }
}
