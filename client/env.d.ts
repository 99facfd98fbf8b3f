declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent
  export default component
}

interface ImportMeta {
  /** Set by Vite. */
  readonly env: { readonly DEV: boolean }
}
