import type { Api } from '../lib/api.ts'

/** What is told of a person in a workspace. */
export type About = Awaited<ReturnType<Api['workspace']['person']['query']>>
