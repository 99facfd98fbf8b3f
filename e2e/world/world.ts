import type { Program } from './program.ts'

/** A whole Fechatter for stories: its own processes, ports, secrets and data. */
export interface World {
  kind: 'embedded' | 'clustered'
  /** Where people go, without a trailing slash. */
  url: string
  programs: readonly Program[]
  /** What `crash` can end in this world; people must not notice any of it. */
  victims: readonly string[]
  /** kill -9 of a victim, or of any of `programs`; resolves when it is gone. */
  crash: (victim: string) => Promise<void>
  /** Starts again what is not running and waits until all is well. */
  revive: () => Promise<void>
  /** Ends every process and removes the data. */
  stop: () => Promise<void>
}
