import type { Probe } from './probe.ts'

/** One process of a service. */
export interface Upstream {
  /** Stands for its address wherever the public could look, e.g. `notify-2`. */
  name: string
  host: string
  port: number
  /** Requests and streams that it is busy with. */
  active: number
  /** What the last health check found; unknown before the first. */
  probe: Probe | undefined
  /** `impaired`: it answers, but says that something it needs is down. */
  state: 'unknown' | 'up' | 'impaired' | 'down'
}

/** The processes of one service. */
export interface Pool {
  members: readonly Upstream[]
  /** The member to ask next: the least busy of the healthy ones, impaired or resting ones only if there is no other. */
  pick: (except?: ReadonlySet<Upstream>) => Upstream | undefined
  /** A request failed; `refused` when no connection could be made at all. */
  failed: (member: Upstream, refused: boolean) => void
  worked: (member: Upstream) => void
  found: (member: Upstream, probe: Probe) => void
  /** Calls back whenever there may be somebody to pick again; returns how to stop that. */
  onChange: (listener: () => void) => () => void
  stop: () => void
}

/** After so many failures in a row a member is left alone for a while, then tried with one failure to spare. */
const failuresToOpen = 3
/** Two checks must go unanswered: one may only mean that it is busy. */
const silencesToDrop = 2

export const createPool = (service: string, urls: readonly string[], restMs = 5_000): Pool => {
  const members = urls.map((url, i): Upstream => {
    const { hostname, port } = new URL(url)
    return {
      name: `${service}-${i + 1}`,
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || 80),
      active: 0,
      probe: undefined,
      state: 'unknown',
    }
  })
  const failures = new Map<Upstream, number>()
  const silences = new Map<Upstream, number>()
  const resting = new Map<Upstream, NodeJS.Timeout>()
  const listeners = new Set<() => void>()
  let turn = 0

  const changed = () => {
    for (const listener of [...listeners]) listener()
  }
  const rank = (member: Upstream) => (resting.has(member) ? 2 : member.state === 'impaired' ? 1 : 0)

  return {
    members,
    pick: (except) => {
      turn += 1
      let best: Upstream | undefined
      for (let i = 0; i < members.length; i += 1) {
        const member = members[(turn + i) % members.length]
        if (!member || member.state === 'down' || except?.has(member)) continue
        const better =
          !best ||
          rank(member) < rank(best) ||
          (rank(member) === rank(best) && member.active < best.active)
        if (better) best = member
      }
      return best
    },
    failed: (member, refused) => {
      if (refused) member.state = 'down'
      const count = (failures.get(member) ?? 0) + 1
      failures.set(member, count)
      if (count < failuresToOpen || resting.has(member)) return
      const wake = setTimeout(() => {
        resting.delete(member)
        failures.set(member, failuresToOpen - 1)
      }, restMs)
      wake.unref()
      resting.set(member, wake)
    },
    worked: (member) => {
      failures.delete(member)
    },
    found: (member, probe) => {
      const before = member.state
      member.probe = probe
      const silence = probe.answer === 'none' ? (silences.get(member) ?? 0) + 1 : 0
      silences.set(member, silence)
      if (probe.answer === 'ok') member.state = 'up'
      else if (probe.answer === 'failing') member.state = 'impaired'
      else if (probe.answer === 'refused' || silence >= silencesToDrop) member.state = 'down'
      if (before === 'down' && member.state !== 'down') {
        // A process that has just come back owes nothing to its predecessor.
        clearTimeout(resting.get(member))
        resting.delete(member)
        failures.delete(member)
      }
      if (before !== member.state) changed()
    },
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: () => {
      for (const timer of resting.values()) clearTimeout(timer)
      listeners.clear()
    },
  }
}
