import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FaultBody } from '../../shared/errors.ts'
import type { ChatId } from '../../shared/ids.ts'
import { newId } from '../../shared/ids.ts'
import { roleApp } from '../health.ts'
import { start as startNotify } from '../notify/worker.ts'
import { findCredential } from '../identity/credentials.ts'
import { record } from '../outbox/record.ts'
import type { Role } from '../roles.ts'
import { serve } from '../serve.ts'
import type { AddressRow, Asked } from './access/addresses.ts'
import { addresses } from './access/addresses.ts'
import type { CallerName, Expected } from './access/callers.ts'
import { accounts, callers, complete, inTheChat } from './access/callers.ts'
import { formRows } from './access/form-rows.ts'
import type { Objects } from './access/objects.ts'
import { layOut } from './access/objects.ts'
import type { Stage } from './access/stage.ts'
import { setStage } from './access/stage.ts'
import { tryOut } from './access/try-out.ts'
import type { TestApp } from './app.ts'
import { draft, testApp } from './app.ts'
import { photo } from './pictures.ts'
import { openStream } from './streams.ts'
import { testWeb } from './web.ts'

/*
 * Every address that is no procedure, as every kind of caller: files, archives, the forms and the event stream. One without a row here
 * fails. Pages are read by `canary.test.ts`.
 */
describe('every address, as every caller', () => {
  let app: TestApp
  let stage: Stage
  let objects: Objects
  let rows: AddressRow[]
  let cells = 0
  beforeAll(async () => {
    app = await testApp()
    stage = await setStage(app)
    objects = await layOut(app, stage)
    rows = [...addresses(new Uint8Array(await photo())), ...formRows]
  })
  afterAll(async () => {
    await app[Symbol.asyncDispose]()
    console.log(
      `access to addresses: ${new Set(rows.map(({ route }) => route)).size + 1} routes, ${cells} cells`,
    )
  })

  const bearing = (caller: CallerName): Record<string, string> => {
    const token = stage.tokens[caller]
    return { origin: 'http://localhost', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  }
  /** One cell: asks, and takes back what that did. */
  const ask = (row: AddressRow, caller: CallerName, asked: Asked): Promise<Told> => {
    cells += 1
    const { path, headers = {}, body = null } = asked
    const method = row.route.split(' ')[0] ?? 'GET'
    return tryOut(app.deps, async (_, within) =>
      toldBy(
        await testWeb(within).request(path, {
          ...{ method, body, headers: { ...headers, ...bearing(caller) } },
        }),
      ),
    )
  }

  test('has a row for each address, and none for what is gone', () => {
    const served = testWeb(app.deps).routes
    const known = served.flatMap(({ method, path }) =>
      method === 'ALL' || path === '/version' || path === '*' || path === '/*'
        ? []
        : `${method} ${path}`,
    )
    expect([...new Set(rows.map(({ route }) => route))].sort()).toEqual([...new Set(known)].sort())
  })

  test('answers each as it should, and the same for what is others’ as for what is nowhere', async () => {
    const allowed = new Set<string>()
    const refusals = new Map<string, Set<string>>()
    for (const row of rows) {
      const seen: Partial<Record<CallerName, Expected>> = {}
      for (const caller of callers) {
        const told = await ask(row, caller, row.ask(objects, caller))
        seen[caller] = told.code
        if (told.code === 'ok') allowed.add(row.route)
        if (told.code === 'not_found' && row.route.startsWith('GET'))
          refusals.set(row.route, (refusals.get(row.route) ?? new Set()).add(JSON.stringify(told)))
        // A chat and a workspace that belong to others answer like those that are not there.
        if (!/:slug|:chatId/.test(row.route) || caller === 'stranger') continue
        const elsewhere = { ...objects, slug: stage.foreign.slug, chatId: stage.foreign.chatId }
        const nowhere = { ...objects, slug: 'nowhere', chatId: newId<ChatId>() }
        expect(await ask(row, caller, row.ask(elsewhere, caller))).toEqual(
          await ask(row, caller, row.ask(nowhere, caller)),
        )
      }
      const { route, of } = row
      const type = route.startsWith('GET') ? 'query' : 'mutation'
      expect({ route, of, ...seen }).toEqual({ route, of, ...complete(row.expect, type) })
    }
    for (const [route, told] of refusals)
      expect({ route, told: told.size }).toEqual({ route, told: 1 })
    expect(rows.filter(({ route }) => !allowed.has(route))).toEqual([])
  }, 240_000)

  test('the stream tells of a private channel those who are in it, and opens to nobody without a credential', async () => {
    const notify: Role = await startNotify({ ...app.deps, metrics: new Registry() })
    const server = await serve(roleApp(app.deps, 'notify', notify.app), {
      ...{ host: '127.0.0.1', port: 0 },
    })
    const { owner, chatId } = stage.scene
    const opened = new Map<CallerName, Awaited<ReturnType<typeof openStream>>>()
    const status: Partial<Record<CallerName, Expected>> = {}
    for (const caller of callers) {
      const token = stage.tokens[caller]
      const stream = await openStream(server.port, token ? { token } : {})
      cells += 2
      status[caller] = stream.status === 200 ? 'ok' : 'unauthorized'
      if (stream.status !== 200) continue
      await stream.event('stream.ready')
      opened.set(caller, stream)
    }
    expect(status).toEqual(complete(accounts, 'query'))
    await owner.api.chat.send(draft(chatId, 'a canary on the air'))
    // Who has heard an event of her own after it has heard all before.
    for (const [caller, stream] of opened) {
      const token = stage.tokens[caller] ?? ''
      const found = await findCredential(app.deps.db, token, { now: new Date() })
      if (!found) throw new Error(`${caller} has a stream without a credential`)
      const { userId } = found
      await app.deps.db.transaction((tx) =>
        record(tx, { type: 'draft.changed', userId, chatId, threadId: null }),
      )
      app.deps.wake()
      await stream.event('draft.changed')
    }
    const heard = Object.fromEntries(
      callers.map((caller) => [
        caller,
        !opened.has(caller)
          ? 'unauthorized'
          : opened.get(caller)?.text().includes('a canary on the air')
            ? 'ok'
            : 'not_found',
      ]),
    )
    expect(heard).toEqual(complete(inTheChat, 'query'))
    for (const stream of opened.values()) stream[Symbol.dispose]()
    notify.drain?.()
    await server.stop()
    await notify.stop()
  })
})

/** How a request ends: `ok`, or the fault that the caller is told, on a page of forms or bare. */
type Told = { code: 'ok' } | Pick<FaultBody, 'code' | 'message' | 'field'>

const toldBy = async (response: Response): Promise<Told> => {
  if (response.status === 303)
    return response.headers.get('location')?.startsWith('/sign-in?next=')
      ? { code: 'unauthorized', message: '' }
      : { code: 'ok' }
  if (response.ok) {
    await response.body?.cancel()
    return { code: 'ok' }
  }
  const body = (await response.json()) as FaultBody & { fault?: FaultBody }
  const { code, message, field } = body.fault ?? body
  return { code, message, ...(field === undefined ? {} : { field }) }
}
