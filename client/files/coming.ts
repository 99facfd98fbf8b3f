import type { FaultBody } from '../../shared/errors.ts'
import type { File } from '../../shared/file.ts'
import type { FileId, WorkspaceId } from '../../shared/ids.ts'

/** A file that a message names although not all of it has arrived. */
export interface Coming {
  id: FileId
  workspaceId: WorkspaceId
  name: string
  /** In bytes. */
  size: number
}

/** A file on its way to the server, or there and waiting to be sent. */
export interface Attachment extends Coming {
  /** Where a picture of it is: an object URL while its content is here. */
  preview: string | null
  /** Bytes that have arrived. */
  sent: number
  state: 'uploading' | 'done' | 'failed'
  fault: FaultBody | null
  file: File | null
}

/** What a message carries: files that have arrived, and files that are still to come. */
export interface Carried {
  files: File[]
  coming?: Coming[] | undefined
}
