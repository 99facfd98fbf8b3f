import { admin } from './admin.ts'
import { search } from './search.ts'
import { settings } from './settings.ts'
import { statistics } from './statistics.ts'

/** What only some pages say; a visit to a chat does not load it. */
export const rare = { admin, search, settings, statistics }
