import type { RoleName } from './config.ts'
import type { Deps } from './deps.ts'
import { roleApp } from './health.ts'
import type { Stop } from './ports.ts'
import { roles } from './roles.ts'
import { serve } from './serve.ts'

/** Plays the roles of this process, each on its own port. @returns the ports, and how to stop: first the doors, then the workers, in reverse */
export const play = async (
  deps: Deps,
): Promise<{ ports: Partial<Record<RoleName, number>>; stop: Stop }> => {
  const running: Stop[] = []
  const ports: Partial<Record<RoleName, number>> = {}
  const stop: Stop = async () => {
    for (const close of running.reverse()) await close()
  }
  try {
    for (const name of deps.config.roles) {
      const { start } = await roles[name]()
      const role = await start(deps)
      running.push(role.stop)
      const at = deps.config.listen[name]
      if (!at) continue
      const server = await serve(roleApp(deps, name, role.app), at)
      running.push(async () => {
        const closed = server.stop()
        role.drain?.()
        await closed
      })
      ports[name] = server.port
    }
    return { ports, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
