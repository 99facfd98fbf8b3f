import type { RouteLocationNormalized, RouterHistory } from 'vue-router'
import { createRouter } from 'vue-router'
import type { Api } from './lib/api.ts'
import { faultOf, isCallError, statusOf } from './lib/api.ts'
import type { FaultBody } from '../shared/errors.ts'
import { addRareWords } from './i18n/load.ts'
import type { Words } from './i18n/words.ts'
import { languageOf } from './lib/preferences.ts'
import { routes } from './routes.ts'
import type { AppState } from './state.ts'
import { openWorkspace } from './workspace/open-workspace.ts'

type Found =
  | { redirect: string }
  | { fault: FaultBody; status: number; workspace?: AppState['workspace'] }
  | { title: string; data: unknown; workspace: AppState['workspace'] }

const notFound = (message: string): FaultBody => ({ code: 'not_found', message })

/** The addresses of the app. Before a page is shown its loader has answered; what it says is put into the state together with the page. */
export const createAppRouter = (options: {
  api: Api
  history: RouterHistory
  state: AppState
  words: Words
  onRedirect: ((to: string) => void) | undefined
}) => {
  const { api, history, state, words, onRedirect } = options
  const router = createRouter({ history, routes })
  // The first page comes with the rendered document and is not loaded again.
  let rendered = state.page !== undefined
  let next: Pick<AppState, 'page' | 'title' | 'status' | 'problem' | 'workspace'> | null = null

  const look = async (to: RouteLocationNormalized): Promise<Found> => {
    const who = state.session
    if (!who && to.meta.for === 'people')
      return { redirect: `/sign-in?next=${encodeURIComponent(to.fullPath)}` }
    if (!to.meta.load) return { fault: notFound(words.problem.nothing), status: 404 }
    let workspace: AppState['workspace'] = null
    try {
      const slug = to.params.slug
      workspace =
        typeof slug === 'string' && who ? await openWorkspace(api, state, who, slug) : null
      if (slug && !workspace)
        return {
          fault: notFound(words.problem.noWorkspace),
          status: 404,
        }
      const loaded = await to.meta.load({
        ...{ api, route: to, words, session: who, workspace },
        timeZone: state.timeZone,
      })
      return 'redirect' in loaded ? loaded : { ...loaded, workspace }
    } catch (error) {
      if (!isCallError(error)) throw error
      const fault = faultOf(error)
      if (fault.code === 'unauthorized')
        return { redirect: `/sign-in?next=${encodeURIComponent(to.fullPath)}` }
      return { fault, status: statusOf(error), workspace }
    }
  }

  router.beforeResolve(async (to, from) => {
    await Promise.all((to.meta.parts?.(to.query) ?? []).map(({ ready }) => ready()))
    if (to.meta.rareWords) await addRareWords(words, languageOf(state))
    if (rendered) return true
    if (
      from.matched.length > 0 &&
      to.path === from.path &&
      (to.hash !== from.hash || to.meta.ownsQuery)
    )
      return true
    const found = await look(to)
    if ('redirect' in found) {
      if (!onRedirect) return found.redirect
      onRedirect(found.redirect)
      return false
    }
    next =
      'fault' in found
        ? {
            page: null,
            title: found.status === 404 ? words.problem.notFoundTab : words.problem.problemTab,
            status: found.status,
            problem: found.fault,
            workspace: found.workspace ?? state.workspace,
          }
        : {
            page: found.data,
            title: found.title,
            status: 200,
            problem: null,
            workspace: found.workspace ?? state.workspace,
          }
    return true
  })

  router.afterEach((_to, _from, failure) => {
    rendered = false
    if (failure || !next) return
    Object.assign(state, next)
    if (!onRedirect && state.form) state.form = null
    next = null
  })

  return router
}
