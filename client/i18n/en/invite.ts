export const invite = {
  tab: 'Invite',
  title: (workspace: string) => `Join ${workspace}`,
  lead: (by: string, workspace: string) => `${by} invites you to the workspace ${workspace}.`,
  accept: 'Accept invite',
  haveAccount: 'I have an account: sign in',
  dead: 'This invite cannot be used',
  deadLead: 'It is used up, withdrawn or expired. Ask for a new one.',
}
