import type { UserId } from '../../shared/ids.ts'
import type { Load } from '../page.ts'

/** Who somebody in the workspace is. */
export const loadPerson = (async ({ api, route, workspace }) => {
  if (!workspace) throw new Error('people are in a workspace')
  const userId = String(route.params.userId) as UserId
  const person = await api.workspace.person.query({ workspaceId: workspace.workspace.id, userId })
  return { title: person.name, data: { person } }
}) satisfies Load
