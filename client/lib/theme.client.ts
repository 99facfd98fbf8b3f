import type { Theme } from '../state.ts'

const year = 365 * 24 * 60 * 60

/** Shows a theme now and asks the server, by cookie, to paint it from the first byte on next time. */
export const showTheme = (theme: Theme): void => {
  document.cookie = `fechatter_theme=${theme}; path=/; max-age=${year}; samesite=lax`
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
