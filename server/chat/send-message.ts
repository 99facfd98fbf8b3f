import { Fault } from '../../shared/errors.ts'
import type { Ack, Draft } from '../../shared/message.ts'
import type { Tx } from '../db/database.ts'
import type { Deps } from '../deps.ts'
import type { Member } from './access.ts'
import { requireLive } from './access.ts'
import { filesFor } from './attach.ts'
import type { Outcome } from './group-commit.ts'
import { groupCommit } from './group-commit.ts'
import { findMentions } from './mentions.ts'
import type { Prepared } from './prepare-draft.ts'
import { prepareDraft } from './prepare-draft.ts'
import * as refused from './send-refusals.ts'
import type { Sent } from './send-scene.ts'
import { readScene } from './send-scene.ts'
import { withReply } from './threads.ts'
import type { Fresh } from './write-messages.ts'
import { writeMessages } from './write-messages.ts'

type Send = (item: Prepared) => Promise<Ack>
const senders = new WeakMap<Deps, Send>()

/**
 * Sends a message: durable when it resolves, once however often it is repeated, at the next seq of its chat.
 * @throws Fault `conflict` when the id was used for another message or the chat is archived, `not_found` when the sender is no
 * member any more; as `quoteOf` and `requireMeant`
 */
export const sendMessage = async (deps: Deps, member: Member, draft: Draft): Promise<Ack> => {
  requireLive(member)
  const send =
    senders.get(deps) ??
    groupCommit((items: readonly Prepared[]) => commit(deps, items), { pipelines: 2, batch: 256 })
  senders.set(deps, send)
  return send(await prepareDraft(deps, member, draft))
}

const commit = async (deps: Deps, items: readonly Prepared[]): Promise<Outcome<Ack>[]> => {
  const outcomes = await deps.db.transaction((tx) => sendAll(tx, items, deps.now()))
  deps.wake()
  return outcomes
}

/** Decides what becomes of each, in the order in which they came, and writes what is new. */
const sendAll = async (tx: Tx, items: readonly Prepared[], now: Date): Promise<Outcome<Ack>[]> => {
  const scene = await readScene(tx, items)
  const { locked, known, expired, roots, people, sendable } = scene
  const fresh: Fresh[] = []
  const outcomes = items.map((item): Outcome<Ack> => {
    const { draft, userId } = item
    const chat = locked.get(draft.chatId)
    const members = people.get(draft.chatId) ?? []
    if (!chat || !members.some(({ id }) => id === userId)) return { error: refused.notMember() }
    const earlier = known.get(draft.id)
    if (earlier)
      return sameMessage(earlier, item) ? { ok: ackOf(earlier) } : { error: refused.reusedId() }
    if (expired.has(draft.id)) return { error: refused.expiredId() }
    if (chat.archivedAt) return { error: refused.archived() }
    if (item.refusal) return { error: item.refusal }
    const root = draft.threadId ? roots.get(draft.threadId) : undefined
    if (draft.threadId && (root?.chatId !== draft.chatId || root.threadId))
      return { error: refused.noSuchThread() }
    if (root?.deletedAt) return { error: refused.deletedRoot() }
    const files = filesFor(sendable, item, chat.workspaceId)
    if (files instanceof Fault) return { error: files }
    chat.lastSeq += 1
    const seq = chat.lastSeq
    const inThread = root && !draft.alsoToChannel ? root.id : null
    if (!inThread) chat.lastMessageSeq = seq
    if (root) {
      root.thread = withReply(root.thread, { senderId: userId, seq, at: now })
      root.rev = seq
    }
    const mentioned = findMentions(draft.body, members).filter((id) => id !== userId)
    fresh.push({ item, seq, mentioned, inThread, files, ...(root ? { root: { ...root } } : {}) })
    const { id, chatId } = draft
    const sent = { id, chatId, senderId: userId, fingerprint: item.fingerprint }
    known.set(id, { ...sent, seq: chat.lastSeq, createdAt: now })
    return { ok: { id: draft.id, seq: chat.lastSeq, createdAt: now.toISOString() } }
  })
  if (fresh.length > 0) await writeMessages(tx, scene, fresh, now)
  return outcomes
}

const sameMessage = (sent: Sent, { draft, userId, fingerprint }: Prepared) =>
  sent.chatId === draft.chatId && sent.senderId === userId && sent.fingerprint === fingerprint

const ackOf = ({ id, seq, createdAt }: Sent): Ack => ({
  id,
  seq,
  createdAt: createdAt.toISOString(),
})
