export const workspace = {
  title: 'New workspace',
  lead: 'A place of its own: its people, channels and rules.',
  create: 'Create workspace',
}
