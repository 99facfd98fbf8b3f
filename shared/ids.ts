import { v7 } from 'uuid'
import { z } from 'zod'

/** The ids said on the wire. All are UUIDs; the brand keeps one kind from being passed as another. */
export const UserId = z.uuid().brand<'UserId'>()
export type UserId = z.infer<typeof UserId>
export const WorkspaceId = z.uuid().brand<'WorkspaceId'>()
export type WorkspaceId = z.infer<typeof WorkspaceId>
export const ChatId = z.uuid().brand<'ChatId'>()
export type ChatId = z.infer<typeof ChatId>
export const MessageId = z.uuid().brand<'MessageId'>()
export type MessageId = z.infer<typeof MessageId>
export const FileId = z.uuid().brand<'FileId'>()
export type FileId = z.infer<typeof FileId>
export const InviteId = z.uuid().brand<'InviteId'>()
export type InviteId = z.infer<typeof InviteId>
export const ExportId = z.uuid().brand<'ExportId'>()
export type ExportId = z.infer<typeof ExportId>

/** A new time-ordered id (UUIDv7, RFC 9562), cast to the branded kind that the caller asks for. */
export const newId = <T extends string>(): T => v7() as T
