import type { Load } from '../page.ts'

export const loadPeople = (async ({ api, words, workspace }) => {
  if (!workspace) throw new Error('people are in a workspace')
  const people = await api.workspace.members.query({ workspaceId: workspace.workspace.id })
  return { title: words.people.title, data: { people } }
}) satisfies Load
