import { and, eq } from 'drizzle-orm'
import { Topic } from '../../shared/chat.ts'
import type { CommandName } from '../../shared/command.ts'
import { commandOf, commands } from '../../shared/command.ts'
import { fail } from '../../shared/errors.ts'
import type { UserId } from '../../shared/ids.ts'
import type { Ack, Draft } from '../../shared/message.ts'
import { Body } from '../../shared/message.ts'
import { users, workspaceMembers, workspaces } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { personColumns, toPerson } from '../identity/people.ts'
import { workspaceMemberOf } from '../workspace/access.ts'
import type { Member } from './access.ts'
import { openDirect } from './direct.ts'
import { addMembers } from './enter.ts'
import { findMentions } from './mentions.ts'
import { remindWhen } from './remind-when.ts'
import { updateChat } from './rename.ts'
import { scheduleReminder } from './schedule.ts'
import { sendMessage } from './send-message.ts'

/** What came of a command. */
export type CommandResult =
  | { done: 'sent'; ack: Ack }
  | { done: 'topic'; topic: string }
  | { done: 'invited'; userIds: UserId[] }
  | { done: 'reminder'; at: string; what: string }

type Run = (deps: Deps, member: Member, draft: Draft) => Promise<CommandResult>

/**
 * Does what a draft with a text such as `/topic Lighthouse` says. Repeating it with the same id does it once.
 * @throws Fault `invalid_input` for what is no command, or is not understood, saying what to write
 */
export const runCommand = async (
  deps: Deps,
  member: Member,
  draft: Draft,
): Promise<CommandResult> => {
  const command = commandOf(draft.body)
  const known = commands.find((name) => name === command?.name)
  if (!command || !known) {
    const all = commands.map((name) => `/${name}`).join(', ')
    return unclear(
      `There is no command ${draft.body.split(/\s/)[0]}. Use ${all}, or put a space before the slash to send it as text.`,
    )
  }
  return runs[known](deps, member, { ...draft, body: command.rest })
}

const unclear = (message: string) => fail('invalid_input', message, { field: 'body' })

const say = async (deps: Deps, member: Member, draft: Draft): Promise<CommandResult> => {
  const { error } = Body.safeParse(draft.body)
  if (error) unclear('Write 1 to 8,000 characters after the command.')
  return { done: 'sent', ack: await sendMessage(deps, member, draft) }
}

const runs: Record<CommandName, Run> = {
  me: (deps, member, draft) => say(deps, member, { ...draft, emote: true }),

  shrug: (deps, member, draft) =>
    // Markdown would take the arms off.
    say(deps, member, { ...draft, body: `${draft.body} ¯\\\\\\_(ツ)\\_/¯`.trim() }),

  topic: async (deps, member, { body }) => {
    const { data: topic, error } = Topic.safeParse(body)
    if (error) return unclear('A topic is one line of up to 250 characters.')
    await updateChat(deps, member, { topic })
    return { done: 'topic', topic }
  },

  invite: async (deps, member, { body }) => {
    const rows = await deps.db
      .select(personColumns)
      .from(workspaceMembers)
      .innerJoin(users, eq(users.id, workspaceMembers.userId))
      .where(
        and(
          eq(workspaceMembers.workspaceId, member.workspaceId),
          eq(workspaceMembers.status, 'active'),
        ),
      )
    // Whom a guest could name she could find out about.
    const people = member.workspaceRole === 'guest' ? [] : rows.map(toPerson)
    const named = body.includes('@') ? body : body.replace(/(^|[\s,]+)(?=\S)/g, '$1@')
    const userIds = findMentions(named, people)
    if (userIds.length === 0)
      unclear('Nobody in this workspace is called so. Write for example /invite @ada.')
    await addMembers(deps, member, userIds)
    return { done: 'invited', userIds }
  },

  remind: async (deps, member, { id, body }) => {
    const { workspaceId, userId } = member
    const [row] = await deps.db
      .select({ timeZone: users.timeZone, botId: workspaces.botId })
      .from(users)
      .innerJoin(workspaces, eq(workspaces.id, workspaceId))
      .where(eq(users.id, userId))
    const when = row && remindWhen(body, deps.now(), row.timeZone)
    if (!when)
      return unclear(
        'Write when and of what, for example /remind in 20 minutes tea, or /remind tomorrow at 9:15 stand-up.',
      )
    if (member.workspaceRole === 'guest')
      fail('forbidden', 'Guests cannot do this. Save a message with a reminder instead.')
    const me = await workspaceMemberOf(deps.db, userId, workspaceId)
    const chatId = await openDirect(deps, me, row.botId)
    const draft = { id, chatId, body: `⏰ ${when.what}` }
    const reminder = { draft, userId, by: row.botId, sendAt: when.at }
    const { sendAt } = await scheduleReminder(deps, reminder)
    return { done: 'reminder', at: sendAt, what: when.what }
  },
}
