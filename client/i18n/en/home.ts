export const home = {
  tab: 'Welcome',
  title: 'You are in no workspace yet',
  lead: 'Ask a member for an invite link and open it here.',
}
