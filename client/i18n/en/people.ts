import { many } from './count.ts'

export const people = {
  title: 'People',
  message: 'Message',
  invite: 'Invite people',
  role: 'They join as',
  roles: { owner: 'Owner', admin: 'Admin', member: 'Member', guest: 'Guest' },
  days: 'Valid for days',
  uses: 'For how many people',
  make: 'Make invite link',
  link: 'Invite link',
  linkHint: 'Anybody who opens it can join until it is used up or expires.',
  copy: 'Copy',
  copied: 'Copied',
  you: 'you',
  bot: 'bot',
  messageTo: (name: string) => `Message ${name}`,
}
