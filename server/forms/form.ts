import type { Context as HonoContext, Hono } from 'hono'
import { httpStatus } from '../../shared/errors.ts'
import type { FileId } from '../../shared/ids.ts'
import type { Deps } from '../deps.ts'
import type { TakeFile } from '../files/read-form.ts'
import { readForm } from '../files/read-form.ts'
import { contextOf, forwarded } from '../request.ts'
import { appRouter } from '../router.ts'
import type { Context } from '../trpc.ts'
import { createCaller, faultOf } from '../trpc.ts'
import type { Pages } from '../web.ts'

type Fields = Record<string, string>
type Caller = ReturnType<typeof callerFor>
/** Where a form was sent, and by whom. */
export interface At {
  c: HonoContext
  context: Context
  caller: Caller
  param: (name: string) => string
}
/** A form that was sent. */
export interface Sent extends At {
  fields: Fields
  /** The files that came with the form, or why one could not be taken. */
  files: () => Promise<FileId[]>
}
/** What a form leads to: another page, or the same page with a result. */
type Outcome = { to: string } | { result: string }
/**
 * Makes a form.
 * @param page the page that holds it, when it is not at the form's own address
 * @param take what becomes of files; without it they are dropped
 */
export type Form = (
  path: string,
  page: (sent: Sent) => string,
  act: (sent: Sent) => Promise<Outcome>,
  take?: (at: At) => TakeFile<FileId | null>,
) => void

const callerFor = createCaller(appRouter)

/**
 * Lets an app answer forms. Each calls the same procedure as the app's own client and goes on to a page (303); a refusal renders
 * the page of the form again with the reason at its field and what was entered.
 */
export const answering =
  (app: Hono, deps: Deps, pages: Pages): Form =>
  (path, page, act, take = () => () => Promise.resolve(null)) => {
    app.post(path, async (c) => {
      const context: Context = await contextOf(deps, c)
      const caller = callerFor(context)
      const at: At = { c, context, caller, param: (name) => c.req.param(name) ?? '' }
      const sent: Sent = { ...at, ...(await readFields(c, take(at))) }
      const { fields } = sent
      const again = (state: { fault?: ReturnType<typeof faultOf>; result?: string }) =>
        pages.render(c, context, {
          url: page(sent),
          nonce: forwarded(deps, c).nonce,
          form: { action: c.req.path, values: withoutSecrets(fields), ...state },
        })
      try {
        const outcome = await act(sent)
        return 'to' in outcome ? c.redirect(outcome.to, 303) : await again(outcome)
      } catch (error) {
        const fault = faultOf(error)
        if (fault.code === 'internal') throw error
        if (fault.code === 'unauthorized' && !context.actor && c.req.path !== '/sign-in')
          return c.redirect(`/sign-in?next=${encodeURIComponent(page(sent))}`, 303)
        const response = await again({ fault })
        return new Response(response.body, {
          status: httpStatus[fault.code],
          headers: response.headers,
        })
      }
    })
  }

/** Reads a form, its files by `take`; of repeated fields the last one counts. */
const readFields = async (
  c: HonoContext,
  take: TakeFile<FileId | null>,
): Promise<Pick<Sent, 'fields' | 'files'>> => {
  if (/^multipart\/form-data\b/.test(c.req.header('content-type') ?? '')) return readForm(c, take)
  const body = await c.req.parseBody()
  const fields = Object.entries(body).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return { fields: Object.fromEntries(fields), files: () => Promise.resolve([]) }
}

const withoutSecrets = ({ password: _, current: __, next: ___, ...fields }: Fields): Fields =>
  fields
