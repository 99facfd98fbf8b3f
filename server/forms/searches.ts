import type { Form, Sent } from './form.ts'
import { pageOf, workspaceOf } from './pages.ts'

/** The forms that keep and forget searches. */
export const searchForms = (form: Form): void => {
  const searchPage = (sent: Sent) =>
    `${pageOf('search')(sent)}?q=${encodeURIComponent(sent.fields.query ?? '')}`

  form('/w/:slug/searches', searchPage, async (sent) => {
    const { id: workspaceId } = await workspaceOf(sent)
    const { query = '', name = '' } = sent.fields
    await sent.caller.search.save({ workspaceId, query, name })
    return { to: searchPage(sent) }
  })

  form('/w/:slug/searches/forget', searchPage, async (sent) => {
    const { id: workspaceId } = await workspaceOf(sent)
    await sent.caller.search.forget({ workspaceId, query: sent.fields.query ?? '' })
    return { to: searchPage(sent) }
  })
}
