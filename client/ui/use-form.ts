import { ref } from 'vue'
import type { FaultBody } from '../../shared/errors.ts'
import { faultOf } from '../lib/api.ts'
import { useAppState } from '../state.ts'

/**
 * A form that works as a plain post and, with JavaScript, without leaving the page.
 * @param action the path that it posts to; what the server said of a post to it is taken up
 * @param run does the same through the API with the form's fields
 */
export const useForm = (
  action: string,
  run?: (fields: Record<string, string>, form: HTMLFormElement) => Promise<void>,
) => {
  const { form } = useAppState()
  const mine = form?.action === action ? form : null
  const fault = ref<FaultBody | null>(mine?.fault ?? null)
  const result = ref(mine?.result ?? null)
  const busy = ref(false)
  const values = mine?.values ?? {}

  const submit = async (event: Event) => {
    if (!run || !(event.target instanceof HTMLFormElement)) return
    event.preventDefault()
    if (busy.value) return
    busy.value = true
    fault.value = null
    const fields = Object.fromEntries(
      [...new FormData(event.target)].map(([key, value]) => [
        key,
        typeof value === 'string' ? value : '',
      ]),
    )
    try {
      await run(fields, event.target)
    } catch (error) {
      fault.value = faultOf(error)
    } finally {
      busy.value = false
    }
  }
  return { fault, result, busy, values, submit }
}
