import type { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { File } from '../../shared/file.ts'
import { fileUrl, textUrl, thumbUrl } from '../../shared/file-urls.ts'
import type { ChatId, FileId, MessageId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import type { Actor, TestApp, World } from '../testing/app.ts'
import { draft, testApp } from '../testing/app.ts'
import { photo } from '../testing/pictures.ts'
import { headersOf, putPart, testWeb, uploaded } from '../testing/web.ts'

/*
 * `/files` as every kind of caller. The file is in a message of Ada's in a private channel with Bo in it; Cleo was in it and was
 * removed, Dana is a guest outside it, Eve owns another workspace.
 */
describe('a file in a private channel', () => {
  let app: TestApp
  let web: Hono
  let world: World
  let chatId: ChatId
  let callers: Record<
    'anonymous' | 'stranger' | 'exMember' | 'guest' | 'member' | 'owner',
    Actor | null
  >
  let ada: Actor
  let file: File
  let messageId: MessageId
  beforeAll(async () => {
    app = await testApp()
    web = testWeb(app.deps)
  })
  afterAll(() => app[Symbol.asyncDispose]())
  beforeEach(async () => {
    const story = await app.people('ada', 'bo', 'cleo')
    world = story.world
    const [owner, member, exMember] = story.actors as [Actor, Actor, Actor]
    ada = owner
    const guest = await app.person('dana', world, 'guest')
    const stranger = (await app.people('eve')).actors[0] as Actor
    callers = { anonymous: null, stranger, exMember, guest, member, owner }
    const chat = await ada.api.chat.create({ workspaceId: world.id, kind: 'private', name: 'ops' })
    chatId = chat.id
    await ada.api.chat.addMembers({ chatId, userIds: [member.id, exMember.id] })
    file = await uploaded(web, ada, world.id, 'photo.jpg', await photo())
    const message = { ...draft(chatId, ''), fileIds: [file.id] }
    messageId = message.id
    await ada.api.chat.send(message)
    await ada.api.chat.removeMember({ chatId, userId: exMember.id })
  })

  const get = (path: string, who: Actor | null, headers: Record<string, string> = {}) =>
    web.request(path, { headers: { ...headersOf(who), ...headers } })
  const statuses = async (path: string) => {
    const seen: Record<string, number> = {}
    for (const [name, who] of Object.entries(callers)) seen[name] = (await get(path, who)).status
    return seen
  }
  const hidden = { anonymous: 404, stranger: 404, exMember: 404, guest: 404 }

  test('is there for those who may read the message, and for nobody else', async () => {
    for (const path of [fileUrl(file), thumbUrl(file), textUrl(file)])
      expect(await statuses(path)).toEqual({ ...hidden, member: 200, owner: 200 })
    const nobody = await get(fileUrl(file), callers.exMember ?? null)
    const nothing = await get(`/files/${newId<FileId>()}/photo.jpg`, callers.exMember ?? null)
    expect([nobody.status, await nobody.text()]).toEqual([nothing.status, await nothing.text()])
    for (const path of ['/files/x/y', '/files/%00/y', `/files/${file.id}%00/y`])
      expect((await get(path, ada)).status).toBe(404)
  })

  test('is gone for everybody once the message is deleted, its author included', async () => {
    await ada.api.chat.delete({ chatId, messageId })
    for (const path of [fileUrl(file), thumbUrl(file), textUrl(file)])
      expect(await statuses(path)).toEqual({ ...hidden, member: 404, owner: 404 })
    const { events } = await ada.api.chat.since({ chatId, seq: 0 })
    expect(JSON.stringify(events)).not.toContain(file.id)
    expect(JSON.stringify(await ada.api.chat.page({ chatId }))).not.toContain(file.id)
  })

  test('before it is sent is there for its owner alone', async () => {
    const own = await uploaded(web, ada, world.id, 'own.jpg', await photo(30, 30))
    expect(await statuses(fileUrl(own))).toEqual({ ...hidden, member: 404, owner: 200 })
    await expect(
      callers.member?.api.files.describe({ id: own.id, alt: 'mine now' }),
    ).rejects.toThrow('no such file')
  })

  test('of a public channel is there for members of the workspace, not for guests outside', async () => {
    const message = { ...draft(world.general, 'look'), fileIds: [file.id] }
    await ada.api.chat.send(message)
    expect(await statuses(fileUrl(file))).toEqual({
      ...{ anonymous: 404, stranger: 404, guest: 404 },
      ...{ exMember: 200, member: 200, owner: 200 },
    })
  })

  test('can be sent by those who may read it, and only within its workspace', async () => {
    const { member, exMember, stranger } = callers
    const send = (who: Actor | null, chat: ChatId, ids = [file.id]) =>
      who?.api.chat.send({ ...draft(chat, 'again'), fileIds: ids })
    await send(member, world.general)
    await ada.api.chat.delete({
      chatId: world.general,
      messageId: (await ada.api.chat.page({ chatId: world.general })).messages.at(-1)
        ?.id as MessageId,
    })
    const refused = { cause: { code: 'not_found', field: 'fileIds' } }
    await expect(send(exMember, world.general)).rejects.toMatchObject(refused)
    await expect(send(ada, world.general, [newId<FileId>()])).rejects.toMatchObject(refused)
    const own = await uploaded(web, ada, world.id, 'own.txt', 'mine')
    await expect(send(member, chatId, [own.id])).rejects.toMatchObject(refused)
    const elsewhere = await stranger?.api.workspace.list()
    const other = await stranger?.api.chat.list({ workspaceId: elsewhere?.[0]?.id ?? world.id })
    await expect(send(stranger, other?.[0]?.id ?? chatId)).rejects.toMatchObject(refused)
  })

  test('is listed with the chat’s files, newest first, and by kind', async () => {
    const notes = await uploaded(web, ada, world.id, 'notes.txt', 'notes')
    const more = await uploaded(web, ada, world.id, 'more.txt', 'more')
    const ack = await ada.api.chat.send({ ...draft(chatId, ''), fileIds: [notes.id, more.id] })
    const ids = (page: { files: { file: File }[] }) => page.files.map(({ file: { id } }) => id)
    const page = await ada.api.chat.files({ chatId })
    expect(ids(page)).toEqual([notes.id, more.id, file.id])
    expect(page).toMatchObject({ hasBefore: false, people: [{ id: ada.id }] })
    const first = await ada.api.chat.files({ chatId, limit: 1 })
    expect([ids(first), first.hasBefore]).toEqual([[notes.id, more.id], true])
    expect(ids(await ada.api.chat.files({ chatId, before: ack.seq }))).toEqual([file.id])
    expect(ids(await ada.api.chat.files({ chatId, kinds: ['image'] }))).toEqual([file.id])
  })

  test('is carried by page, thread, events and changes', async () => {
    await callers.member?.api.chat.react({ chatId, messageId, emoji: '👍' })
    await ada.api.chat.edit({ chatId, messageId, body: 'with words' })
    const [message] = (await ada.api.chat.page({ chatId })).messages.filter(
      ({ id }) => id === messageId,
    )
    expect(message).toMatchObject({ body: 'with words', files: [file] })
    const { events } = await ada.api.chat.since({ chatId, seq: 0 })
    for (const type of ['message.sent', 'message.edited'])
      expect(events).toContainEqual(
        expect.objectContaining({
          type,
          message: expect.objectContaining({ files: [file] }) as unknown,
        }),
      )
    expect((await ada.api.chat.thread({ chatId, threadId: messageId })).root.files).toEqual([file])
  })

  test('makes a message of its own: no words are needed, and a resend is the same one', async () => {
    const other = await uploaded(web, ada, world.id, 'other.txt', 'other')
    const message = { ...draft(chatId, '  '), fileIds: [other.id] }
    const first = await ada.api.chat.send(message)
    expect(await ada.api.chat.send(message)).toEqual(first)
    await expect(ada.api.chat.send({ ...message, fileIds: [file.id] })).rejects.toThrow(
      'another message',
    )
    await expect(ada.api.chat.send({ ...message, fileIds: undefined, body: 'x' })).rejects.toThrow(
      'another',
    )
    await expect(ada.api.chat.send(draft(chatId, ' '))).rejects.toThrow('empty')
    const eleven = Array.from({ length: 11 }, () => newId<FileId>())
    await expect(ada.api.chat.send({ ...draft(chatId, ''), fileIds: eleven })).rejects.toThrow(
      'fileIds',
    )
    await expect(
      ada.api.chat.send({ ...draft(chatId, ''), fileIds: [other.id, other.id] }),
    ).rejects.toThrow('repeat')
  })

  test('can be sent later', async () => {
    const later = await uploaded(web, ada, world.id, 'later.txt', 'later')
    const sendAt = new Date(Date.now() + 60_000).toISOString()
    const message = { ...draft(chatId, ''), fileIds: [later.id], sendAt }
    expect(await ada.api.chat.schedule(message)).toMatchObject({ fileIds: [later.id] })
    await expect(ada.api.chat.schedule({ ...message, fileIds: [file.id] })).rejects.toThrow(
      'another message',
    )
  })

  test('is read in parts, and not again when it is known', async () => {
    const notes = await uploaded(web, ada, world.id, 'notes.txt', '0123456789')
    const part = async (range: string, more: Record<string, string> = {}) => {
      const response = await get(fileUrl(notes), ada, { range, ...more })
      return [response.status, await response.text(), response.headers.get('content-range')]
    }
    const whole = [200, '0123456789', null]
    expect(await part('bytes=2-4')).toEqual([206, '234', 'bytes 2-4/10'])
    expect(await part('bytes=7-')).toEqual([206, '789', 'bytes 7-9/10'])
    expect(await part('bytes=-3')).toEqual([206, '789', 'bytes 7-9/10'])
    expect(await part('bytes=0-999')).toEqual([206, '0123456789', 'bytes 0-9/10'])
    expect(await part('bytes=-999')).toEqual([206, '0123456789', 'bytes 0-9/10'])
    expect(await part('bytes=10-')).toEqual([416, '', 'bytes */10'])
    expect(await part('bytes=-0')).toEqual([416, '', 'bytes */10'])
    for (const odd of ['bytes=4-2', 'bytes=-', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=1e3-'])
      expect(await part(odd)).toEqual(whole)
    const etag = (await get(fileUrl(notes), ada)).headers.get('etag') ?? ''
    expect(await part('bytes=0-0', { 'if-range': etag })).toEqual([206, '0', 'bytes 0-0/10'])
    expect(await part('bytes=0-0', { 'if-range': '"other"' })).toEqual(whole)
    const known = await get(fileUrl(notes), ada, { 'if-none-match': `"x", W/${etag}` })
    expect([known.status, await known.text()]).toEqual([304, ''])
    const forgotten = await get(fileUrl(notes), callers.member ?? null, { 'if-none-match': etag })
    expect(forgotten.status).toBe(404)
    const head = await web.request(fileUrl(notes), { method: 'HEAD', headers: headersOf(ada) })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
    expect(head.headers.get('cache-control')).toBe('private, no-cache')
  })

  test('cannot be written over', async () => {
    for (const who of Object.values(callers)) {
      const response = await putPart(web, who, file.id, Buffer.from('evil'))
      expect(response.status).toBe(who === null ? 401 : who === ada ? 200 : 404)
    }
    const read = await get(fileUrl(file), ada)
    expect(read.headers.get('content-type')).toBe('image/jpeg')
  })
})
