import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'

/** Where a request came from, as far as it can be believed. */
export interface Peer {
  /** The client's IP address, IPv4-mapped ones as IPv4. */
  address: string
  /** What limits count by: the IPv4 address, or the IPv6 network of 64 bits. */
  network: string
  proto: 'http' | 'https'
  host: string
}

/** The eight 16-bit groups of an IPv6 address in any of its spellings (RFC 4291 §2.2). */
const groupsOf = (address: string): number[] => {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const text = dotted
    ? `${dotted[1]}${(Number(dotted[2]) * 256 + Number(dotted[3])).toString(16)}:${(Number(dotted[4]) * 256 + Number(dotted[5])).toString(16)}`
    : address
  const [head = '', tail] = text.split('::')
  const hex = (part: string) => (part === '' ? [] : part.split(':').map((g) => parseInt(g, 16)))
  const first = hex(head)
  const last = tail === undefined ? [] : hex(tail)
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last]
}

/** One spelling for one address: no zone, no brackets, no port, IPv4 for IPv4-mapped (RFC 4291 §2.5.5.2). undefined if it is none. */
export const normalAddress = (text: string): string | undefined => {
  const bare = text
    .trim()
    .replace(/^\[([^\]]+)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/%.*$/, '')
  if (isIPv4(bare)) return bare
  if (!isIPv6(bare)) return undefined
  const groups = groupsOf(bare)
  const [high = 0, low = 0] = groups.slice(6)
  if (groups.slice(0, 5).every((g) => g === 0) && groups[5] === 0xffff)
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  return groups.map((g) => g.toString(16)).join(':')
}

/** An IPv6 client owns its /64 and may change addresses inside it at will: one bucket. */
export const networkOf = (address: string): string =>
  isIPv4(address) ? address : `${address.split(':').slice(0, 4).join(':')}::/64`

const split = (entry: string) => {
  const [address = '', bits] = entry.split('/')
  const family = isIP(address)
  const max = family === 4 ? 32 : 128
  const length = bits === undefined ? max : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
  return family !== 0 && length <= max ? { address, length, type: familyName(family) } : undefined
}
const familyName = (family: number) => (family === 4 ? ('ipv4' as const) : ('ipv6' as const))

export const isAddressOrNetwork = (entry: string): boolean => split(entry) !== undefined

/**
 * Finds the client of a request. Forwarding headers count only when the peer is a trusted proxy; of `X-Forwarded-For` the right-most
 * entry that is not itself a trusted proxy is the client, since everything left of it is the client's own word.
 */
export const createPeerOf = (trustedProxies: readonly string[]) => {
  const trusted = new BlockList()
  for (const entry of trustedProxies) {
    const network = split(entry)
    if (network) trusted.addSubnet(network.address, network.length, network.type)
  }
  const isTrusted = (address: string) => trusted.check(address, familyName(isIP(address)))

  return (incoming: IncomingMessage): Peer => {
    const socket = incoming.socket
    const peer = normalAddress(socket.remoteAddress ?? '') ?? 'unknown'
    const host = incoming.headers.host ?? ''
    const encrypted = 'encrypted' in socket && socket.encrypted === true
    const own = encrypted ? 'https' : 'http'
    if (trustedProxies.length === 0 || !isTrusted(peer))
      return { address: peer, network: networkOf(peer), proto: own, host }
    const address = rightmostUntrusted(textOf(incoming.headers['x-forwarded-for']), peer, isTrusted)
    const proto = textOf(incoming.headers['x-forwarded-proto']).split(',').at(-1)?.trim()
    return {
      address,
      network: networkOf(address),
      proto: proto === 'http' || proto === 'https' ? proto : own,
      host,
    }
  }
}

const textOf = (value: string | string[] | undefined) => (Array.isArray(value) ? '' : (value ?? ''))

const rightmostUntrusted = (
  forwardedFor: string,
  peer: string,
  isTrusted: (address: string) => boolean,
): string => {
  let client = peer
  for (const entry of forwardedFor.split(',').reverse()) {
    const address = normalAddress(entry)
    if (!address) return client
    client = address
    if (!isTrusted(address)) return client
  }
  return client
}
