import type { Program, Timing } from './keep-alive.ts'
import { keepAlive } from './keep-alive.ts'

/**
 * Runs programs side by side until a signal or a failure ends them. They are stopped in the order given, one after the other.
 * @param onReady called once, when all serve; with the address that the first of them to name one has said
 * @returns the exit code: 0 after SIGTERM, SIGINT or SIGHUP, 1 when a program gave up
 */
export const supervise = async (
  programs: readonly Program[],
  timing: Timing,
  onReady: (url: string | undefined) => void,
): Promise<number> => {
  const say = (line: string) => console.error(`fechatter: ${line}`)
  const ready = new Set<string>()
  let address: string | undefined
  let announced = false

  const reason = Promise.withResolvers<string | null>()
  const kept = programs.map((program) =>
    keepAlive(program, timing, {
      said: say,
      gaveUp: (why) => reason.resolve(why),
      ready: (url) => {
        ready.add(program.name)
        address ??= url
        if (announced) say(`${program.name} is back.`)
        else if (ready.size === programs.length) {
          announced = true
          onReady(address)
        }
      },
    }),
  )

  let signals = 0
  const onSignal = () => {
    signals += 1
    reason.resolve(null)
    if (signals > 1) for (const one of kept) one.killNow()
  }
  const watched = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
  for (const signal of watched) process.on(signal, onSignal)

  const why = await reason.promise
  say(why ?? 'stopping.')
  for (const one of kept) await one.stop()
  for (const signal of watched) process.off(signal, onSignal)
  return why === null ? 0 : 1
}
