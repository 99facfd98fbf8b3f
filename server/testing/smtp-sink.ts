import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

/** A letter as it came over the wire. */
export interface Received {
  from: string
  to: string[]
  data: string
}

/** A mail server that keeps what it is given: enough of RFC 5321 for a client to be content. */
export const smtpSink = async () => {
  const letters: Received[] = []
  const watchers = new Set<() => void>()
  const server = createServer((socket) => {
    let letter: Received = { from: '', to: [], data: '' }
    let inData = false
    let rest = ''
    const say = (line: string) => socket.write(`${line}\r\n`)
    const take = (line: string) => {
      if (inData) {
        if (line !== '.') {
          letter.data += `${line.replace(/^\./, '')}\n`
          return
        }
        inData = false
        letters.push(letter)
        letter = { from: '', to: [], data: '' }
        say('250 kept')
        for (const look of watchers) look()
        return
      }
      const address = /<([^>]*)>/.exec(line)?.[1] ?? ''
      const verb = line.slice(0, 4).toUpperCase()
      if (verb === 'MAIL') letter.from = address
      if (verb === 'RCPT') letter.to.push(address)
      if (verb === 'DATA') {
        inData = true
        say('354 go on')
      } else if (verb === 'QUIT') {
        say('221 bye')
        socket.end()
      } else say('250 ok')
    }
    socket.setEncoding('utf8')
    socket.on('error', () => {})
    socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) take(line)
    })
    say('220 sink')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}?ignoreTLS=true`,
    letters: letters as readonly Received[],
    /** Resolves with the first letter, past or to come, that goes to an address. */
    letterTo: (to: string): Promise<Received> =>
      new Promise((resolve) => {
        const look = () => {
          const found = letters.find((letter) => letter.to.includes(to))
          if (!found) return
          watchers.delete(look)
          resolve(found)
        }
        watchers.add(look)
        look()
      }),
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
