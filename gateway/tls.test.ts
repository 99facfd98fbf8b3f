import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { expect, test } from 'vitest'
import { ask, backend, testGateway } from './testing.ts'

const openssl = 'openssl'

/** A throw-away certificate for localhost; undefined where there is no openssl to make it. */
const certificate = (folder: string) => {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  try {
    execFileSync(
      openssl,
      [...made, '-nodes', '-days', '1', '-keyout', key, '-out', cert, ...subject],
      { stdio: 'ignore' },
    )
  } catch {
    return undefined
  }
  return { cert, key }
}

test('with a certificate it speaks TLS, for pages and for streams', async ({ skip }) => {
  const folder = mkdtempSync(join(tmpdir(), 'fechatter-tls-'))
  try {
    const made = certificate(folder)
    if (!made) return skip('there is no openssl here to make a certificate')
    await using server = await backend()
    await using notify = await backend((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    })
    await using gateway = await testGateway({
      SERVER_URLS: server.url,
      NOTIFY_URLS: notify.url,
      TLS_CERT: made.cert,
      TLS_KEY: made.key,
    })
    const ca = readFileSync(made.cert, 'utf8')
    expect(gateway.url).toBe(`https://localhost:${gateway.port}`)
    const answer = await ask(gateway.port, '/', { ca })
    expect(answer.status).toBe(200)
    expect(answer.headers).toHaveProperty('strict-transport-security')
    expect(server.seen[0]?.headers['x-forwarded-proto']).toBe('https')
    await expect(ask(gateway.port, '/')).rejects.toThrow()

    const socket = connect({ port: gateway.port, host: '127.0.0.1', ca, servername: 'localhost' })
    socket.write('GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n')
    let heard = ''
    for await (const part of socket) {
      heard += String(part)
      if (heard.includes('data: 1')) break
    }
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
