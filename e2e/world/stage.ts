import sharp from 'sharp'
import { uploadFile } from '../../sdk/index.ts'
import { answers } from '../../scripts/local-daemon.ts'
import type { ChatId, MessageId, UserId } from '../../shared/ids.ts'
import type { Account } from './account.ts'
import { personOf, signUp } from './account.ts'
import { draft } from './draft.ts'

/** A workspace in the middle of a morning: something of everything that a screen can show. */
export interface Stage {
  ada: Account
  bo: Account
  /** The address that all pages of the workspace begin with. */
  base: string
  chats: Record<'general' | 'releases' | 'quiet' | 'archived' | 'direct', ChatId>
  bosId: UserId
  /** The message that has a thread, reactions and a pin. */
  decision: MessageId
  /** The address of an invite that nobody has used. */
  invite: string
}

/** A crane by the water. */
const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="600">
  <rect width="960" height="600" fill="#cfe3ea"/><rect y="430" width="960" height="170" fill="#4a7f8c"/>
  <path d="M300 430V130M300 150H760M300 150L230 210M700 150V260" stroke="#8f3d1f" stroke-width="18" fill="none"/>
  <rect x="655" y="260" width="90" height="60" fill="#d9a441"/><rect x="240" y="400" width="120" height="40" fill="#5b2a17"/>
</svg>`

const day = 24 * 60 * 60 * 1000

/** Plays the morning on a fresh installation; Ada founds it. */
export const stageMorning = async (url: string): Promise<Stage> => {
  const ada = await signUp(url, personOf('ada'), { workspaceName: 'Analytical Engines' })
  const [workspace] = await ada.api.workspace.list.query()
  if (!workspace) throw new Error('the first account comes with a workspace')
  const workspaceId = workspace.id
  const { url: invite } = await ada.api.workspace.invite.mutate({ workspaceId, role: 'member' })
  const bo = await signUp(url, personOf('bo'), { invite })
  const cleo = await signUp(url, personOf('cleo'), { invite })
  const [general] = await ada.api.chat.list.query({ workspaceId })
  if (!general) throw new Error('a workspace starts with #general')

  const channel = async (kind: 'public' | 'private', name: string, topic = '') => {
    const { id } = await ada.api.chat.create.mutate({ workspaceId, kind, name, topic })
    return id
  }
  const releases = await channel('public', 'releases', 'What goes out, and when')
  const quiet = await channel('public', '設計', 'デザインの話')
  await channel('private', 'hiring')
  const archived = await channel('public', 'old-crane')
  await ada.api.chat.archive.mutate({ chatId: archived })
  for (const one of [bo, cleo]) await one.api.chat.join.mutate({ chatId: releases })
  const me = await ada.api.identity.me.query()
  const { chatId: direct } = await bo.api.chat.openDirect.mutate({ workspaceId, userId: me.id })

  const say = async (who: Account, body: string, threadId?: MessageId) => {
    const message = draft(general.id, body)
    await who.api.chat.send.mutate(threadId ? { ...message, threadId } : message)
    return message.id
  }
  const share = async (who: Account, name: string, content: Blob) => {
    const { id } = await uploadFile(who.api, {
      ...{ url, token: who.cookie.value, workspaceId, name, content },
    })
    return id
  }
  const there = (messageId: MessageId) => ({ chatId: general.id, messageId })
  await say(bo, 'Good morning! The crane tests ran through the night, all **green**.')
  const question = await say(ada, 'Lovely. Did the load stay below 80 %?')
  const code = 'const max = 74.2 // percent\nif (max < 80) report(`p99 ${p99} %`)'
  const answer = await say(
    bo,
    `It did:\n\`\`\`ts\n${code}\n\`\`\`\nThe log is at https://example.org/runs/41`,
  )
  await say(
    cleo,
    '> Did the load stay below 80 %?\n\nOn the old motor it was 91 %, so this is a real change.',
  )
  const decision = await say(
    ada,
    'Then we decided: the new motor goes into the harbour crane on Thursday.',
  )
  await say(ada, '@Bo can you tell the harbour office?')
  const promise = await say(bo, 'Will do, today before noon.')
  await say(cleo, '我们周四早上八点在码头见。')
  await say(cleo, '| part | state |\n|---|---|\n| motor | ready |\n| hook | **late** |')
  const photo = await sharp(Buffer.from(picture)).png().toBuffer()
  await bo.api.chat.send.mutate({
    ...draft(general.id, 'As it stands this morning:'),
    fileIds: [
      await share(bo, 'harbour crane.png', new Blob([new Uint8Array(photo)])),
      await share(bo, 'load test.txt', new Blob(['hour,load\n1,70.1 %\n2,74.2 %\n3,73.8 %\n'])),
    ],
  })
  await say(cleo, '- [x] oil\n- [ ] paint')
  await cleo.api.chat.send.mutate({ ...draft(general.id, 'raises a glass'), emote: true })
  await cleo.api.chat.send.mutate({
    ...draft(general.id, 'This one, I mean.'),
    quote: there(question),
  })
  for (const [who, emoji] of [
    [bo, '🎉'],
    [cleo, '🎉'],
    [bo, '👍'],
  ] as const)
    await who.api.chat.react.mutate({ ...there(decision), emoji })
  await say(bo, 'Which pier?', decision)
  await say(ada, 'Pier 4.', decision)
  await say(cleo, 'I will bring the papers.', decision)
  await ada.api.chat.pin.mutate(there(decision))
  await bo.api.chat.edit.mutate({ ...there(promise), body: 'Will do, today before noon. Done!' })
  await ada.api.chat.save.mutate(there(answer))
  const tomorrow = new Date(Date.now() + day).toISOString()
  await ada.api.chat.save.mutate({ ...there(question), remindAt: tomorrow })
  const lastWords = await say(bo, 'Never mind.')
  await bo.api.chat.delete.mutate(there(lastWords))

  for (const note of ['Crane 2.1 is out.', '@Ada the notes want a look.'])
    await bo.api.chat.send.mutate(draft(releases, note))
  await bo.api.chat.send.mutate(draft(direct, 'psst, are you coming to lunch?'))
  await ada.api.chat.saveDraft.mutate({ chatId: releases, body: 'I will read them after' })
  await ada.api.chat.schedule.mutate({ ...draft(releases, 'Good morning, all.'), sendAt: tomorrow })
  await ada.api.identity.createToken.mutate({ name: 'deploys', scope: 'read' })
  const deploys = await ada.api.workspace.createBot.mutate({ workspaceId, name: 'Deploys' })
  await ada.api.workspace.createBotToken.mutate({
    ...{ workspaceId, userId: deploys.id, name: 'pipeline', scope: 'write' },
  })
  const saved = { workspaceId, query: 'from:@bo motor', name: 'Motors' }
  await ada.api.search.save.mutate(saved)

  const asked = 'what did we decide about the motor?'
  await say(cleo, `@bot ${asked}`)
  await answers(async () => {
    const { messages } = await ada.api.chat.page.query({ chatId: general.id })
    if (messages.at(-1)?.body.endsWith(asked)) throw new Error('the bot has not answered yet')
  }, 20_000)
  await answers(async () => {
    const { totals } = await ada.api.analytics.overview.query({ workspaceId })
    if (totals.messages < 15) throw new Error('not everything is counted yet')
  }, 20_000)
  return {
    bosId: (await bo.api.identity.me.query()).id,
    ...{ ada, bo, decision, invite, base: `/w/${workspace.slug}` },
    chats: { general: general.id, releases, quiet, archived, direct },
  }
}
