export const settings = {
  title: 'Settings',
  profile: 'Account',
  sessions: 'Where you are signed in',
  current: 'this browser',
  since: (date: string) => `since ${date}`,
  unknownDevice: 'Unknown device',
  theme: 'Appearance',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  back: 'Back to the workspace',
  everywhereHint: 'Ends every session, also on your other devices, within seconds.',
}
