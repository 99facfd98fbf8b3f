import type { Load } from '../page.ts'

export const loadNewWorkspace = (async ({ words }) => ({
  title: words.workspace.title,
  data: {},
})) satisfies Load
