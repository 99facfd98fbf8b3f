export const saved = {
  title: 'Saved messages',
  lead: 'What you keep for later. Nobody else sees this list.',
  empty: 'You have saved nothing yet.',
  emptyHint: 'Save a message to find it again here, and to be reminded of it if you like.',
  list: 'Saved messages',
  remindAt: (when: string) => `Reminder: ${when}`,
  remove: 'Remove',
  removeFor: (name: string) => `Remove the message by ${name} from the list`,
  more: 'Older saved messages',
  deleted: 'This message was deleted.',
}
