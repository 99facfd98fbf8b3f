import type { Load } from '../page.ts'

/** The front door: on to the first workspace, or to the account. */
export const loadHome = (async ({ api, words, session }) => {
  if (!session)
    return { redirect: (await api.identity.unclaimed.query()) ? '/sign-up' : '/sign-in' }
  const [first] = session.workspaces
  return first ? { redirect: `/w/${first.slug}` } : { title: words.home.tab, data: {} }
}) satisfies Load
