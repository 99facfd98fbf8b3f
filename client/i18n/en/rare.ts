import { admin } from './admin.ts'
import { bots } from './bots.ts'
import { channels } from './channels.ts'
import { drafts } from './drafts.ts'
import { inbox } from './inbox.ts'
import { invite } from './invite.ts'
import { ownData } from './own-data.ts'
import { saved } from './saved.ts'
import { search } from './search.ts'
import { settings } from './settings.ts'
import { statistics } from './statistics.ts'
import { threads } from './threads.ts'

/** What a chat does not say: the other pages load it. */
export const rare = {
  admin,
  bots,
  channels,
  drafts,
  inbox,
  invite,
  ownData,
  saved,
  search,
  settings,
  statistics,
  threads,
}
