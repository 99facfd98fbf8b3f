import type { InjectionKey } from 'vue'
import { shallowRef } from 'vue'
import { required } from '../lib/inject.ts'

export interface Toast {
  key: number
  text: string
  kind: 'plain' | 'danger'
  /** One thing that can be done about it, such as undoing it. */
  action?: { label: string; run: () => void } | undefined
}

const shownMs = 8_000
const mostShown = 3

/** Short notes over the page, gone after eight seconds. They are said by the announcer, and take no focus. */
export const createToasts = (announce: (text: string) => void) => {
  const shown = shallowRef<readonly Toast[]>([])
  let count = 0
  const drop = (key: number) => {
    shown.value = shown.value.filter((toast) => toast.key !== key)
  }
  const show = (text: string, more: Partial<Pick<Toast, 'kind' | 'action'>> = {}) => {
    const toast: Toast = { key: (count += 1), text, kind: 'plain', ...more }
    shown.value = [...shown.value, toast].slice(-mostShown)
    announce(text)
    setTimeout(() => drop(toast.key), shownMs)
  }
  return { shown, show, drop }
}
export type Toasts = ReturnType<typeof createToasts>

export const toastsKey: InjectionKey<Toasts> = Symbol('toasts')
export const useToasts = (): Toasts => required(toastsKey)
