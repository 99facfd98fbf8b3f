import { z } from 'zod'
import { ExportId, UserId } from './ids.ts'

/** What an export holds: public channels only, every chat of the workspace, or all that concerns one person. */
export const exportScopes = ['public', 'everything', 'person'] as const

export const exportStates = ['waiting', 'running', 'ready', 'failed', 'expired'] as const

/** An export as whoever may have it sees it. `checksum` is the SHA-256 of the archive, in hex. */
export const Export = z.object({
  id: ExportId,
  scope: z.enum(exportScopes),
  state: z.enum(exportStates),
  requestedBy: UserId,
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  bytes: z.number().int().nullable(),
  checksum: z.string().nullable(),
})
export type Export = z.infer<typeof Export>

/** The first file to read of an archive: what is in it, so that it can be checked. */
export const Manifest = z.object({
  format: z.literal('fechatter-export'),
  version: z.literal(1),
  scope: z.enum(exportScopes),
  id: ExportId,
  createdAt: z.string(),
  /** Every other file: its SHA-256 and size, and how many lines a table has. */
  files: z.record(
    z.string(),
    z.object({ sha256: z.string(), bytes: z.number().int(), rows: z.number().int().optional() }),
  ),
  /** How far each chat was read, and where retention begins in it. */
  chats: z.record(
    z.string(),
    z.object({ lastSeq: z.number().int(), retainedFrom: z.number().int() }),
  ),
})
export type Manifest = z.infer<typeof Manifest>
