import type { Load } from '../page.ts'

const days = 14

export const loadStatistics = (async ({ api, words, workspace }) => {
  if (!workspace) throw new Error('statistics are of a workspace')
  const overview = await api.analytics.overview.query({ workspaceId: workspace.workspace.id, days })
  return { title: words.statistics.title, data: { overview } }
}) satisfies Load
