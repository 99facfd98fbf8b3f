import type { ChatKind } from '../../shared/chat.ts'
import type { ChatId, WorkspaceId } from '../../shared/ids.ts'
import { chats } from '../db/schema.ts'

/** What a list across chats says of each. `name` is empty for a direct chat: each shows the other's name. */
export interface ChatName {
  id: ChatId
  workspaceId: WorkspaceId
  name: string
  kind: ChatKind
}

/** The columns that make a {@link ChatName}. */
export const chatName = {
  id: chats.id,
  workspaceId: chats.workspaceId,
  name: chats.name,
  kind: chats.kind,
}
