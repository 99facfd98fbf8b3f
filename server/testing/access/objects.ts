import { avatarUrl } from '../../../shared/file-urls.ts'
import type { ChatId, FileId } from '../../../shared/ids.ts'
import { ExportId, newId } from '../../../shared/ids.ts'

import { makeExport } from '../../exports/make-export.ts'
import type { Actor, TestApp } from '../app.ts'
import { draft } from '../app.ts'
import { photo } from '../pictures.ts'
import { headersOf, testWeb, uploaded } from '../web.ts'
import type { Scene, Stage } from './stage.ts'

/** What addresses lead to, beside what procedures do. */
export interface Objects {
  scene: Scene
  files: Record<'sent' | 'deleted' | 'unsent' | 'foreign' | 'madeUp', FileId>
  /** Uploads of four bytes, of which none has come. */
  uploads: Record<'own' | 'foreign' | 'madeUp', FileId>
  /** The address of the owner's picture. */
  avatar: string
  exports: Record<'workspace' | 'person' | 'foreign' | 'madeUp', ExportId>
  slug: string
  chatId: ChatId
}

/** Lays out files, uploads, a picture and archives of the owner's and of the stranger's. */
export const layOut = async (
  app: TestApp,
  { scene, stranger, foreign }: Stage,
): Promise<Objects> => {
  const { world, owner, chatId } = scene
  const web = testWeb(app.deps)
  const pictureIn = async (who: Actor, at: ChatId | null, workspaceId = world.id) => {
    const file = await uploaded(web, who, workspaceId, 'a.jpg', await photo(40, 30))
    if (!at) return { fileId: file.id, messageId: null }
    const message = { ...draft(at, ''), fileIds: [file.id] }
    await who.api.chat.send(message)
    return { fileId: file.id, messageId: message.id }
  }
  const begun = async (who: Actor, workspaceId = world.id) => {
    const id = newId<FileId>()
    await who.api.files.begin({ workspaceId, id, name: 'b.txt', size: 4 })
    return id
  }
  const sent = await pictureIn(owner, chatId)
  const deleted = await pictureIn(owner, chatId)
  if (deleted.messageId) await owner.api.chat.delete({ chatId, messageId: deleted.messageId })
  await web.request('/files/avatar', {
    method: 'PUT',
    body: new Uint8Array(await photo()),
    headers: headersOf(owner),
  })
  const exports = {
    workspace: await owner.api.exports.request({ workspaceId: world.id, scope: 'public' }),
    person: await owner.api.exports.requestMine(),
    foreign: await stranger.api.exports.requestMine(),
  }
  while ((await makeExport(app.deps)) > 0);
  return {
    scene,
    files: {
      sent: sent.fileId,
      deleted: deleted.fileId,
      unsent: (await pictureIn(owner, null)).fileId,
      foreign: (await pictureIn(stranger, foreign.chatId, foreign.workspaceId)).fileId,
      madeUp: newId<FileId>(),
    },
    uploads: {
      own: await begun(owner),
      foreign: await begun(stranger, foreign.workspaceId),
      madeUp: newId<FileId>(),
    },
    avatar: avatarUrl(await owner.api.identity.me()) ?? 'none',
    exports: {
      workspace: exports.workspace.id,
      person: exports.person.id,
      foreign: exports.foreign.id,
      madeUp: ExportId.parse(newId()),
    },
    slug: world.slug,
    chatId,
  }
}
