import { randomBytes } from 'node:crypto'
import postgres from 'postgres'

/** Makes an empty database on a server. @returns its address, `postgres://…/name` */
export const freshDatabase = async (server: string): Promise<string> => {
  const name = `fechatter_test_${randomBytes(6).toString('hex')}`
  const client = postgres(server, { max: 1, onnotice: () => {} })
  try {
    await client.unsafe(`create database ${name}`)
  } finally {
    await client.end()
  }
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}
