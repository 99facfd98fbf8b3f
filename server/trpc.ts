import { initTRPC, TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server'
import { z } from 'zod'
import type { FaultBody, FaultCode } from '../shared/errors.ts'
import { Fault } from '../shared/errors.ts'
import { ChatId, WorkspaceId } from '../shared/ids.ts'
import { memberOf, readerOf } from './chat/access.ts'
import type { Deps } from './deps.ts'
import { acting, inPerson } from './identity/acting.ts'
import type { Credential } from './identity/credentials.ts'
import { requireRole, workspaceMemberOf } from './workspace/access.ts'

/** Who asks, and how. Programs act without a session, within the scope of their token; nobody at all is `actor: null`. */
export interface Context {
  deps: Deps
  actor: Pick<Credential, 'userId' | 'scope' | 'session'> | null
  /** The caller's address, for limits. */
  network: string
  userAgent: string
  requestId: string
  /** Sets or clears the session cookie; calls in process have no cookie to set. */
  cookie: { set: (token: string) => void; clear: () => void }
}

const codes: Record<FaultCode, TRPC_ERROR_CODE_KEY> = {
  invalid_input: 'BAD_REQUEST',
  unauthorized: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  conflict: 'CONFLICT',
  too_large: 'PAYLOAD_TOO_LARGE',
  rate_limited: 'TOO_MANY_REQUESTS',
  unavailable: 'SERVICE_UNAVAILABLE',
  internal: 'INTERNAL_SERVER_ERROR',
}

/** What went wrong, in the words for the caller. Only a {@link Fault} and a refused input may speak; all else is `internal`. */
export const faultOf = (error: unknown): FaultBody => {
  const cause = error instanceof TRPCError ? error.cause : error
  if (cause instanceof Fault) return cause.body()
  if (cause instanceof z.ZodError) {
    const issue = cause.issues[0]
    const field =
      issue?.code === 'unrecognized_keys'
        ? issue.keys.join(', ')
        : issue?.path.map(String).join('.')
    return {
      code: 'invalid_input',
      message: `${field || 'The input'}: ${issue?.message ?? 'not understood'}.`,
      ...(field ? { field } : {}),
    }
  }
  if (error instanceof TRPCError && error.code !== 'INTERNAL_SERVER_ERROR') {
    const code = (Object.keys(codes) as FaultCode[]).find((key) => codes[key] === error.code)
    return { code: code ?? 'invalid_input', message: 'This request was not understood.' }
  }
  return { code: 'internal', message: 'Something went wrong on our side. Try again in a moment.' }
}

const t = initTRPC.context<Context>().create({
  errorFormatter: ({ shape, error }) => {
    const fault = faultOf(error)
    const { code, httpStatus, path } = shape.data
    return {
      ...shape,
      message: fault.message,
      data: { code, httpStatus, ...(path === undefined ? {} : { path }), fault },
    }
  },
})

export const router = t.router
export const mergeRouters = t.mergeRouters
export const createCaller = t.createCallerFactory

/** Turns a {@link Fault} from domain code into tRPC's error, so that HTTP status and code follow from one table. */
const translated = t.middleware(async ({ next }) => {
  const result = await next()
  if (!result.ok && result.error.cause instanceof Fault) {
    const cause = result.error.cause
    throw new TRPCError({ code: codes[cause.code], message: cause.message, cause })
  }
  return result
})

/** Anybody, signed in or not. */
export const anybody = t.procedure.use(translated)

/** A signed-in person or a program: with a token of scope `read` it asks, from `write` on it changes things. */
export const signedIn = anybody.use(({ ctx, type, next }) =>
  next({ ctx: { actor: acting(ctx.actor, type === 'mutation' ? 'write' : 'read') } }),
)

/** A person with a session of her own: for accounts, passwords, sessions and tokens, which no token opens. */
export const withSession = signedIn.use(({ ctx, next }) =>
  next({ ctx: { session: inPerson(ctx.actor) } }),
)

/** An active member of `input.workspaceId`. */
export const inWorkspace = signedIn
  .input(z.object({ workspaceId: WorkspaceId }))
  .use(async ({ ctx, input, next }) =>
    next({
      ctx: { member: await workspaceMemberOf(ctx.deps.db, ctx.actor.userId, input.workspaceId) },
    }),
  )

/** An admin or owner of `input.workspaceId`, in person or with a token of scope `admin`. */
export const asAdmin = inWorkspace.use(({ ctx, next }) => {
  acting(ctx.actor, 'admin')
  requireRole(ctx.member, 'admin')
  return next()
})

/** A member of `input.chatId`. */
export const inChat = signedIn
  .input(z.object({ chatId: ChatId }))
  .use(async ({ ctx, input, next }) =>
    next({ ctx: { member: await memberOf(ctx.deps.db, ctx.actor.userId, input.chatId) } }),
  )

/** Someone who may read `input.chatId`: a member, or a workspace member looking into a public channel. */
export const readingChat = signedIn
  .input(z.object({ chatId: ChatId }))
  .use(async ({ ctx, input, next }) =>
    next({ ctx: { reader: await readerOf(ctx.deps.db, ctx.actor.userId, input.chatId) } }),
  )

/**
 * The whole input of a procedure of a workspace: unknown keys are refused. The procedures above look only at the id;
 * every procedure built on them names its input with this or {@link ofChat}.
 */
export const ofWorkspace = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject({ workspaceId: WorkspaceId, ...shape })

/** As {@link ofWorkspace}, for procedures of a chat. */
export const ofChat = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject({ chatId: ChatId, ...shape })
