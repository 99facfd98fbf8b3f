import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { installed, keepRunning, startDaemon } from './local-daemon.ts'

/** A private Redis on 127.0.0.1 that keeps nothing on disk. */
export const startRedis = async (directory: string, port: number, password: string) => {
  const home = join(directory, 'redis')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const config = join(home, 'redis.conf')
  // In a file, because arguments are shown to everybody on the machine.
  writeFileSync(
    config,
    `bind 127.0.0.1\nport ${port}\ndir "${home}"\nrequirepass ${password}\nappendonly no\nsave ""\n`,
    { mode: 0o600 },
  )
  const start = () => startDaemon(directory, 'redis', installed('redis-server'), [config])
  await keepRunning(directory, 'redis', start, () =>
    says(port, `AUTH ${password}\r\nPING\r\n`, '+PONG'),
  )
}

/** Speaks a line of a text protocol and waits for an answer that holds `expected`. */
const says = (port: number, line: string, expected: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let heard = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(line))
    socket.setTimeout(2000, () => socket.destroy(new Error('no answer')))
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('closed')))
    socket.on('data', (bytes) => {
      heard += bytes.toString()
      if (heard.includes(expected)) {
        resolve()
        socket.destroy()
      }
    })
  })
