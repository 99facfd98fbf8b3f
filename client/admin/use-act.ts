import { useRoute, useRouter } from 'vue-router'
import { useToasts } from '../ui/toasts.ts'
import { useForm } from '../ui/use-form.ts'

/**
 * A form whose act changes what the page shows: as {@link useForm}, and then the page is asked for again.
 * @param done what to say then, where the page does not show it
 */
export const useAct = (
  action: string,
  run: (fields: Record<string, string>) => Promise<unknown>,
  done?: string,
) => {
  const toasts = useToasts()
  const router = useRouter()
  const route = useRoute()
  return useForm(action, async (fields) => {
    await run(fields)
    await router.replace({ path: route.path, query: route.query, force: true })
    if (done) toasts.show(done)
  })
}
