import { z } from 'zod'
import { appRouter } from '../../server/router.ts'
import {
  anybody,
  inChat,
  inWorkspace,
  readingChat,
  signedIn,
  withSession,
} from '../../server/trpc.ts'

/** A procedure as the running router knows it. */
export interface Procedure {
  path: string
  kind: 'query' | 'mutation' | 'subscription'
  audience: string
  /** What every caller may be told, whatever the procedure does. */
  refusals: string[]
  /** JSON Schema of the input; null for none. */
  input: JsonSchema | null
}

export interface JsonSchema {
  type?: string | string[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  anyOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  format?: string
  default?: unknown
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
}

interface Definition {
  type: Procedure['kind']
  middlewares: readonly unknown[]
  inputs: readonly z.ZodType[]
}

const signedOut = 'unauthorized'
/** The base procedures, the most special first: a procedure is built on the one whose steps it begins with. */
const bases: { base: unknown; audience: string; refusals: string[] }[] = [
  {
    base: readingChat,
    audience: 'who may read the chat: its members, and workspace members in public channels',
    refusals: [signedOut, 'not_found'],
  },
  { base: inChat, audience: 'a member of the chat', refusals: [signedOut, 'not_found'] },
  {
    base: inWorkspace,
    audience: 'an active member of the workspace',
    refusals: [signedOut, 'not_found'],
  },
  {
    base: withSession,
    audience: 'a person signed in with a session of her own',
    refusals: [signedOut, 'forbidden'],
  },
  { base: signedIn, audience: 'anybody signed in, people and bots', refusals: [signedOut] },
  { base: anybody, audience: 'anybody', refusals: [] },
]

const definitionOf = (procedure: unknown) => (procedure as { _def: Definition })._def

/** Every procedure of the router, by path. */
export const readProcedures = (): Procedure[] =>
  Object.entries(appRouter._def.procedures)
    .map(([path, procedure]): Procedure => {
      const { type, middlewares, inputs } = definitionOf(procedure)
      const found = bases.find(({ base }) =>
        definitionOf(base).middlewares.every((step, index) => middlewares[index] === step),
      )
      if (!found) throw new Error(`${path} is built on no base procedure that is known here`)
      const schema = inputs.at(-1)
      const input = schema
        ? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema)
        : null
      return {
        path,
        kind: type,
        audience: found.audience,
        refusals: [...found.refusals, ...(input ? ['invalid_input'] : [])],
        input,
      }
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1))
