import { linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../../../shared/config.ts'

/**
 * Makes this process the only user of a data directory: PGlite does not lock, and a second process would silently destroy the
 * first one's writes. The lock names its holder by pid and start time, so a dead holder's lock, even with its pid reused, is taken over.
 * @throws ConfigError naming the living holder's pid
 */
export const lockDirectory = (directory: string): (() => void) => {
  const path = join(directory, 'lock')
  const mine = `${process.pid} ${startedAt(process.pid)}`
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, mine, { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      try {
        // A hard link appears with its content in one step, or fails because the lock is there.
        linkSync(draft, path)
        return () => release(path, mine)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const holder = read(path)
      if (holder && alive(holder)) refuse(directory, holder)
      if (holder) release(path, holder)
    }
    return refuse(directory, read(path) ?? 'unknown')
  } finally {
    rmSync(draft, { force: true })
  }
}

const refuse = (directory: string, holder: string): never => {
  throw new ConfigError(
    `The data directory ${directory} is in use by process ${holder.split(' ')[0]}. ` +
      'Stop that process, or set DATA_DIR to another directory.',
  )
}

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

const release = (path: string, holder: string) => {
  if (read(path) === holder) unlinkSync(path)
}

const alive = (holder: string): boolean => {
  const [pid, started] = holder.split(' ')
  return startedAt(Number(pid)) === started
}

/** When a process started, in clock ticks since boot (field 22 of /proc/PID/stat); without /proc, whether it lives. */
const startedAt = (pid: number): string => {
  const stat = read(`/proc/${pid}/stat`)
  if (stat) {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie holds nothing any more; it only waits to be reaped, which may take a while when its parent died with it.
    return fields[0] === 'Z' ? 'gone' : (fields[19] ?? 'unknown')
  }
  try {
    process.kill(pid, 0)
    return 'alive'
  } catch {
    return 'gone'
  }
}
