import type { Deps } from '../deps.ts'
import type { Stop } from '../ports.ts'
import { expireMessages } from './expire.ts'
import { remind } from './remind.ts'
import { sendDue } from './send-due.ts'

/** A job that need not look every second: again after a while, and at once as long as it finds work. */
const seldom = (ms: number, job: (deps: Deps) => Promise<number>) => {
  let next = 0
  return async (deps: Deps): Promise<void> => {
    if (performance.now() < next) return
    next = performance.now() + ms
    if ((await job(deps)) > 0) next = 0
  }
}
type Jobs = Readonly<Record<string, (deps: Deps) => Promise<unknown>>>

const ofChats = (): Jobs => ({
  'send what is due': sendDue,
  remind,
  'delete what has passed its time': seldom(60_000, expireMessages),
})

/** Does what was put off, when its time has come. Any number of processes may run one; each thing is done once. */
export const startTimekeeper = (deps: Deps, jobs: Jobs = ofChats(), everyMs = 1000): Stop => {
  let working: Promise<void> | null = null
  const work = async () => {
    for (const [name, job] of Object.entries(jobs))
      try {
        await job(deps)
      } catch (error) {
        deps.log.warn({ err: error, job: name }, 'something put off could not be done yet')
      }
  }
  const timer = setInterval(() => {
    working ??= work().finally(() => {
      working = null
    })
  }, everyMs).unref()
  return async () => {
    clearInterval(timer)
    await working
  }
}
