/** Asks the role that this container plays whether it is ready; exit code 0 means yes. For Docker's HEALTHCHECK. */
import { get as httpGet } from 'node:http'
import { get as httpsGet } from 'node:https'

const usual = { server: 6688, notify: 6687, bot: 6686, analytics: 6690, gateway: 8080 }

const portOf = (role: string): number => {
  const port = Object.entries(usual).find(([name]) => name === role)?.[1]
  if (port === undefined) throw new Error(`ROLE: "${role}" is no role.`)
  return Number(process.env[`${role.toUpperCase()}_PORT`]) || port
}

const role = process.env.ROLE ?? 'server'
const tls = role === 'gateway' && Boolean(process.env.TLS_CERT)
const options = {
  host: '127.0.0.1',
  port: portOf(role),
  path: '/readyz',
  timeout: 3_000,
  // The certificate is for the public name, and this is a question to oneself.
  rejectUnauthorized: false,
}
const request = (tls ? httpsGet : httpGet)(options, (answer) => {
  process.exit(answer.statusCode === 200 ? 0 : 1)
})
request.on('timeout', () => process.exit(1))
request.on('error', () => process.exit(1))
