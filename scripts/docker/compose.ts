import { parse } from 'yaml'
import { z } from 'zod'

const Text = z.coerce.string()

/** The part of the Compose format that compose.yaml uses; another key is an error, so that `make run-docker` leaves nothing out. */
const Service = z.strictObject({
  build: z.string().optional(),
  image: z.string(),
  container_name: z.string().optional(),
  restart: z.string(),
  networks: z.tuple([z.string()]),
  stop_grace_period: z.string().optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).default([]),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  shm_size: z.string().optional(),
  ulimits: z.record(z.string(), z.object({ soft: z.number(), hard: z.number() })).default({}),
  command: z.array(z.string()).default([]),
  environment: z.record(z.string(), Text).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z
    .record(z.string(), z.object({ condition: z.literal('service_healthy') }))
    .default({}),
  healthcheck: z.strictObject({
    test: z.tuple([z.enum(['CMD', 'CMD-SHELL'])]).rest(z.string()),
    interval: z.string(),
    timeout: z.string(),
    retries: z.number(),
    start_period: z.string().optional(),
  }),
})
export type Service = z.output<typeof Service>

const Compose = z.looseObject({
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.object({ name: z.string() })),
  volumes: z.record(z.string(), z.null()),
})
export type Compose = z.output<typeof Compose>

type Env = Readonly<Record<string, string | undefined>>

/** Replaces `$$`, `${X}`, `${X:-default}` and `${X:?message}` as Docker Compose does. */
const interpolate = (value: unknown, env: Env): unknown => {
  if (typeof value === 'string')
    return value.replace(
      /\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})/g,
      (_, name: string | undefined, kind: string | undefined, rest: string | undefined) => {
        if (name === undefined) return '$'
        const given = env[name]
        if (given) return given
        if (kind === '?') throw new Error(`${name} is missing: ${rest}`)
        return rest ?? ''
      },
    )
  if (Array.isArray(value)) return value.map((item) => interpolate(item, env))
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, interpolate(item, env)]),
    )
  return value
}

/** Reads the text of compose.yaml with the variables of `env` put in. */
export const readCompose = (text: string, env: Env): Compose =>
  Compose.parse(interpolate(parse(text, { merge: true }), env))
