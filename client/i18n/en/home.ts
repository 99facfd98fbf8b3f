export const home = {
  title: 'You are in no workspace yet',
  lead: 'Ask a member for an invite link and open it here.',
}
