import type { Registry } from 'prom-client'
import { Counter, Gauge, Histogram } from 'prom-client'
import type { HubStats } from './hub.ts'

export interface Meters {
  evicted: () => void
  resynced: () => void
  /** @param ms since the event happened */
  arrived: (ms: number) => void
}

/** What notify tells of itself on `/metrics`. */
export const createMeters = (registry: Registry, stats: () => HubStats): Meters => {
  const registers = [registry]
  new Gauge({
    name: 'fechatter_streams',
    help: 'Open event streams',
    registers,
    collect() {
      this.set(stats().streams)
    },
  })
  let counted = 0
  new Counter({
    name: 'fechatter_stream_events_total',
    help: 'Events written to streams',
    registers,
    collect() {
      const { delivered } = stats()
      this.inc(delivered - counted)
      counted = delivered
    },
  })
  const evictions = new Counter({
    name: 'fechatter_stream_evictions_total',
    help: 'Streams cut because they did not read',
    registers,
  })
  const resyncs = new Counter({
    name: 'fechatter_stream_resyncs_total',
    help: 'Streams told that what they missed cannot be replayed',
    registers,
  })
  const seconds = new Histogram({
    name: 'fechatter_stream_latency_seconds',
    help: 'From the change to its delivery to the streams of this process, in seconds',
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers,
  })
  return {
    evicted: () => evictions.inc(),
    resynced: () => resyncs.inc(),
    arrived: (ms) => seconds.observe(Math.max(0, ms) / 1000),
  }
}
