import { z } from 'zod'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
export const densities = ['compact', 'cosy', 'roomy'] as const
export type Density = (typeof densities)[number]

/** The languages that the app speaks, as BCP 47 tags. */
export const languages = ['en', 'zh-CN', 'ja'] as const
export type Language = (typeof languages)[number]
const languageChoices = ['system', ...languages] as const

/** What of a chat a person is told of. */
export const notifyLevels = ['all', 'mentions', 'none'] as const
export const NotifyLevel = z.enum(notifyLevels)

/** When messages on screen become read: once looked at, once the end of the list is on screen, or only by hand. */
export const readPolicies = ['auto', 'bottom', 'manual'] as const

/** How a person wants the app, on every device. `system` follows the device. */
export const Preferences = z.strictObject({
  theme: z.enum(themes),
  density: z.enum(densities),
  language: z.enum(languageChoices),
  /** For chats without a level of their own. */
  notifyLevel: NotifyLevel,
  notifySound: z.boolean(),
  notifyDesktop: z.boolean(),
  /** Enter sends and Shift+Enter breaks the line, or the other way round. */
  enterSends: z.boolean(),
  singleKeyShortcuts: z.boolean(),
  readPolicy: z.enum(readPolicies),
})
export type Preferences = z.infer<typeof Preferences>

/** A change of one's own preferences: what is not named stays. */
export const PreferencesChange = Preferences.partial()

/** What holds for a person who has chosen nothing. */
export const defaultPreferences: Preferences = Object.freeze({
  theme: 'system',
  density: 'cosy',
  language: 'system',
  notifyLevel: 'all',
  notifySound: true,
  notifyDesktop: true,
  enterSends: true,
  singleKeyShortcuts: true,
  readPolicy: 'auto',
})

/** The part of the preferences that a page is painted by. Browsers without an account keep it in cookies of these names. */
export type Appearance = Pick<Preferences, 'theme' | 'density' | 'language'>
export const appearanceCookies = {
  theme: 'fechatter_theme',
  density: 'fechatter_density',
  language: 'fechatter_language',
} as const satisfies Record<keyof Appearance, string>

/**
 * The preferences among the fields of a form, for the procedure that changes them, which parses them: a browser has no parser. A
 * checkbox is sent as `on`, preceded by a hidden `off` of the same name.
 */
export const preferencesIn = (fields: Readonly<Record<string, string>>): Partial<Preferences> =>
  Object.fromEntries(
    Object.entries(defaultPreferences).flatMap(([key, byDefault]) => {
      const said = fields[key]
      if (said === undefined) return []
      return [[key, typeof byDefault === 'boolean' ? said === 'on' : said]]
    }),
  )
