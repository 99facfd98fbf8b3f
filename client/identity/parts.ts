/** The sections of the settings, in the order of their links. */
export const settingsParts = [
  'profile',
  'preferences',
  'notifications',
  'sessions',
  'tokens',
  'data',
] as const
export type SettingsPart = (typeof settingsParts)[number]
