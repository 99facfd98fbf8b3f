export const mentions = {
  title: 'Mentions',
  lead: 'Where people spoke to you, by name or by calling everybody, the newest first.',
  empty: 'Nobody has mentioned you yet.',
  emptyHint: 'Messages with your name, @channel or @here are gathered here.',
  called: 'called everybody',
  keys: 'J and K move, Enter opens.',
  more: 'Older mentions',
}
