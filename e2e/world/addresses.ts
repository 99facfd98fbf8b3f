import { freePort } from '../../scripts/local-daemon.ts'

export const roles = ['server', 'notify', 'bot', 'analytics'] as const
export type Role = (typeof roles)[number]

const local = (port: number) => `http://127.0.0.1:${port}`

/** A free port for each instance of each role, and what gateway and roles are told about them. */
export const chooseAddresses = async (instances: Readonly<Record<Role, number>>) => {
  const gatewayPort = await freePort()
  const taken = new Set([gatewayPort])
  const fresh = async (): Promise<number> => {
    const port = await freePort()
    if (taken.has(port)) return fresh()
    taken.add(port)
    return port
  }
  const places: { role: Role; name: string; port: number; url: string }[] = []
  for (const role of roles)
    for (let number = 1; number <= instances[role]; number += 1) {
      const port = await fresh()
      places.push({
        role,
        name: instances[role] > 1 ? `${role}-${number}` : role,
        port,
        url: local(port),
      })
    }
  const urlsOf = (role: Role) =>
    places
      .filter((place) => place.role === role)
      .map(({ url }) => url)
      .join(',')
  return {
    places,
    /** Where browsers go. */
    url: `http://localhost:${gatewayPort}`,
    gateway: local(gatewayPort),
    gatewayEnv: {
      GATEWAY_PORT: String(gatewayPort),
      ...Object.fromEntries(roles.map((role) => [`${role.toUpperCase()}_URLS`, urlsOf(role)])),
    },
    fresh,
  }
}
export type Addresses = Awaited<ReturnType<typeof chooseAddresses>>
