import type { Load } from '../page.ts'

export const loadSettings = (() =>
  Promise.resolve({ redirect: '/settings/profile' })) satisfies Load

/** For the sections that show what the page knows anyway. */
export const loadSection = (({ words }) =>
  Promise.resolve({ title: words.settings.title, data: {} })) satisfies Load

export const loadSessions = (async ({ api, words }) => ({
  title: words.settings.title,
  data: { sessions: await api.identity.sessions.query() },
})) satisfies Load

export const loadTokens = (async ({ api, words }) => ({
  title: words.settings.title,
  data: { tokens: await api.identity.tokens.query() },
})) satisfies Load

export const loadOwnData = (async ({ api, words }) => ({
  title: words.settings.title,
  data: { exports: await api.exports.mine.query() },
})) satisfies Load
