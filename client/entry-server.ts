import { toRaw } from 'vue'
import { createMemoryHistory } from 'vue-router'
import { renderToString } from 'vue/server-renderer'
import { createApp } from './app.ts'
import type { Density, Language, Theme } from '../shared/preferences.ts'
import { loadWords, wordsSources } from './i18n/load.ts'
import type { Api } from './lib/api.ts'
import { appearanceOf, languageOf } from './lib/preferences.ts'
import { loadSession } from './lib/session.ts'
import { titleOf } from './lib/title.ts'
import type { AppState, FormState } from './state.ts'

export interface RenderInput extends Pick<
  AppState,
  'appearance' | 'browserLanguage' | 'sidebar' | 'timeZone'
> {
  /** Path and query, e.g. `/w/acme/chats/…?before=9`. */
  url: string
  /** The router's procedures in process, as the person who asks. */
  api: Api
  signedIn: boolean
  /** ISO 8601 */
  now: string
  form: FormState | null
}

export type Rendered =
  | { redirect: string }
  | {
      status: number
      title: string
      lang: Language
      dir: 'ltr' | 'rtl'
      theme: Theme
      density: Density
      /** The page as HTML. */
      html: string
      /** What the browser hydrates from; without `<`, so it cannot end the script it is put in. */
      state: string
      /** The sources of the page's components, to look up their files. */
      sources: string[]
    }

/** Renders the page of an address as one person sees it. */
export const render = async (input: RenderInput): Promise<Rendered> => {
  const { api, signedIn, ...given } = input
  const { url } = given
  let redirect: string | null = null
  const initial: AppState = {
    session: signedIn ? await loadSession(api) : null,
    workspace: null,
    page: undefined,
    title: '',
    status: 200,
    problem: null,
    outdated: false,
    ...given,
  }
  const language = languageOf(initial)
  const words = await loadWords(language)
  const { app, router, state } = createApp({
    api,
    history: createMemoryHistory(),
    state: initial,
    words,
    onRedirect: (to) => {
      redirect = to
    },
  })
  await router.push(url)
  if (redirect !== null) return { redirect }
  await router.isReady()
  const here = router.currentRoute.value
  const html = await renderToString(app)
  const appearance = appearanceOf(state)
  return {
    status: state.form?.fault ? 400 : state.status,
    title: titleOf(state),
    lang: language,
    dir: words.dir,
    theme: appearance.theme,
    density: appearance.density,
    html,
    // Without Vue's proxies: each property would be read through one.
    state: JSON.stringify({ ...state, workspace: toRaw(state.workspace) }).replaceAll(
      '<',
      '\\u003c',
    ),
    sources: [
      ...wordsSources(language, here.meta.rareWords === true),
      ...here.matched.flatMap(({ meta }) => meta.source ?? []),
      ...(here.meta.parts?.(here.query) ?? []).map(({ source }) => source),
    ],
  }
}
