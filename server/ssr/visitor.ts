import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { getCookie, setCookie } from 'hono/cookie'
import type { SidebarLook } from '../../shared/sidebar.ts'
import { readSidebar, sidebarCookie } from '../../shared/sidebar.ts'
import type { Appearance, Language } from '../../shared/preferences.ts'
import {
  appearanceCookies,
  defaultPreferences,
  languages,
  Preferences,
} from '../../shared/preferences.ts'

/** What a browser says of itself, with or without an account. */
export interface Visitor {
  appearance: Appearance
  /** The first language of the browser that the app speaks. */
  browserLanguage: Language
  sidebar: SidebarLook
  timeZone: string
}

/** Reads a request's cookies and `Accept-Language`; what is not understood counts as not said. */
export const visitorOf = (c: Context): Visitor => ({
  appearance: {
    theme: cookie(c, 'theme'),
    density: cookie(c, 'density'),
    language: cookie(c, 'language'),
  },
  browserLanguage: accepts(c, {
    header: 'Accept-Language',
    supports: [...languages],
    default: 'en',
    match: (wishes) =>
      wishes.filter(({ q }) => q > 0).flatMap(({ type }) => spoken(type) ?? [])[0] ?? 'en',
  }) as Language,
  sidebar: readSidebar(getCookie(c, sidebarCookie)),
  timeZone: timeZoneOf(c),
})

const year = 365 * 24 * 60 * 60

/** Keeps the language that a visitor chose in her browser. */
export const rememberLanguage = (c: Context, chosen: string | undefined): void => {
  const { success, data } = Preferences.shape.language.safeParse(chosen)
  if (success)
    setCookie(c, appearanceCookies.language, data, { path: '/', maxAge: year, sameSite: 'Lax' })
}

const cookie = <K extends keyof Appearance>(c: Context, key: K): Appearance[K] => {
  const said = Preferences.shape[key].safeParse(getCookie(c, appearanceCookies[key]))
  return (said.success ? said.data : defaultPreferences[key]) as Appearance[K]
}

/** The language of the app for a tag such as `ja-JP`: the same first part is enough. */
const spoken = (tag: string): Language | undefined =>
  languages.find((language) => primary(language) === primary(tag))
const primary = (tag: string) => tag.split('-')[0]?.toLowerCase()

const timeZoneOf = (c: Context): string => {
  const zone = getCookie(c, 'fechatter_tz') ?? 'UTC'
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone && zone
  } catch {
    return 'UTC'
  }
}
