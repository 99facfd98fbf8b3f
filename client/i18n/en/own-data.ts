export const ownData = {
  mine: 'Your data',
  mineHint: 'Everything that you wrote, sent and chose, in all your workspaces, as one archive.',
  make: 'Make an archive',
  none: 'You have not asked for an archive yet.',
  workspaces: 'Your workspaces',
  leave: 'Leave…',
  leaveOf: (workspace: string) => `Leave ${workspace}`,
  leaveAsk: (workspace: string) =>
    `You leave ${workspace} and all its channels. What you wrote stays. To come back you need an invite.`,
  ownerHint: 'A workspace needs an owner: give it to somebody else first.',
  transfer: 'Give it to somebody else',
}
