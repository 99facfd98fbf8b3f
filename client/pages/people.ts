import type { Load } from '../page.ts'

export const loadPeople = (async ({ api, workspace }) => {
  if (!workspace) throw new Error('people are in a workspace')
  const people = await api.workspace.members.query({ workspaceId: workspace.workspace.id })
  return { title: 'People', data: { people } }
}) satisfies Load
