import type { Service } from './config.ts'

/** Where a request goes: to a service, under the path that the service knows. */
export interface Route {
  /** For metrics and limits. */
  name: 'stream' | 'trpc' | 'assets' | 'bot' | 'analytics' | 'files' | 'upload' | 'page'
  service: Service
  path: string
}

const signIns = new Set(['identity.signUp', 'identity.signIn', 'identity.changePassword'])

/**
 * The path of a request target if it is spelt canonically, else undefined. Dot segments, empty segments, backslashes, semicolons and
 * characters encoded without need could name another service here than behind the gateway: no client of ours sends them.
 */
export const canonicalPath = (target: string): string | undefined => {
  if (!/^[\x21-\x7e]+$/.test(target)) return undefined
  const path = target.split('?', 1)[0] ?? ''
  const plain = /^\/[\w\-.~!$&'()*+,=:@/%]*$/.test(path)
  const folded = /\/\/|(^|\/)\.{1,2}(\/|$)/.test(path)
  if (!plain || folded) return undefined
  for (const [encoded] of path.matchAll(/%.{0,2}/g)) {
    if (!/^%[\dA-Fa-f]{2}$/.test(encoded)) return undefined
    const character = String.fromCharCode(parseInt(encoded.slice(1), 16))
    if (/[\w\-.~/\\;%]/.test(character) || character < ' ' || character === '\x7f') return undefined
  }
  return path
}

/** The route of a canonical path; undefined for what is not for the public. */
export const routeOf = (path: string, method: string): Route | undefined => {
  if (path === '/trpc/events.stream' || path === '/sse' || path.startsWith('/sse/'))
    return { name: method === 'GET' ? 'stream' : 'trpc', service: 'notify', path }
  for (const service of ['bot', 'analytics'] as const)
    if (path.startsWith(`/${service}/`)) {
      const rest = path.slice(service.length + 1)
      return rest === '/metrics' ? undefined : { name: service, service, path: rest }
    }
  return { name: nameOf(path, method), service: 'server', path }
}

const nameOf = (path: string, method: string): Route['name'] => {
  if (path.startsWith('/trpc/')) return 'trpc'
  if (path.startsWith('/assets/')) return 'assets'
  if (method === 'PUT' && path.startsWith('/files/')) return 'upload'
  if (path.startsWith('/files/')) return 'files'
  // The forms that may bring files.
  const form = path === '/settings/avatar' || /^\/w\/[^/]+\/chats\/[^/]+\/messages$/.test(path)
  return method === 'POST' && form ? 'upload' : 'page'
}

/** The procedures that a path calls; a batch names several. Empty outside of tRPC. */
export const proceduresOf = (path: string): string[] =>
  path.startsWith('/trpc/') ? decodedPath(path.slice('/trpc/'.length)).split(',') : []

const decodedPath = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** How many attempts at a password a request makes. */
export const signInsOf = (path: string, method: string): number => {
  if (method !== 'POST') return 0
  if (path === '/sign-in' || path === '/sign-up') return 1
  return proceduresOf(path).filter((name) => signIns.has(name)).length
}
