/** The sections of the settings, in the order of their links. */
export const settingsParts = [
  'profile',
  'preferences',
  'notifications',
  'sessions',
  'tokens',
] as const
export type SettingsPart = (typeof settingsParts)[number]
