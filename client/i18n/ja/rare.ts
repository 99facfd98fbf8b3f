import type { RareWords } from '../words.ts'
import { admin } from './admin.ts'
import { search } from './search.ts'
import { settings } from './settings.ts'
import { statistics } from './statistics.ts'

export const rare: RareWords = { admin, search, settings, statistics }
