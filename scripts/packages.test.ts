import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const script = fileURLToPath(new URL('packages.sh', import.meta.url))

/** Runs packages.sh on a system that has only these programs; apt-get writes what it is asked into a diary. */
const run = (pairs: string[], { user = 0, programs = ['apt-get'] } = {}) => {
  const directory = mkdtempSync(join(tmpdir(), 'fechatter-packages-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const diary = join(directory, 'diary')
  const stub = (name: string, text: string) => {
    writeFileSync(join(directory, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(directory, name), 0o755)
  }
  symlinkSync('/bin/ls', join(directory, 'ls'))
  stub('id', `echo ${user}`)
  stub('there', '')
  if (programs.includes('apt-get')) stub('apt-get', `echo "apt-get $*" >> ${diary}`)
  if (programs.includes('sudo')) stub('sudo', 'echo sudo >> ' + diary + '; [ "$1" = -n ] || "$@"')
  const { status, stdout, stderr } = spawnSync('/bin/sh', [script, 'the tests use it', ...pairs], {
    encoding: 'utf8',
    env: { PATH: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { status, stdout, stderr, diary: existsSync(diary) ? readFileSync(diary, 'utf8') : '' }
}

test('nothing missing: nothing said, nothing done', () => {
  expect(run(['there:some-package'])).toEqual({ status: 0, stdout: '', stderr: '', diary: '' })
})

test('root: says what and why, then installs only what is missing', () => {
  const { status, stdout, diary } = run(['absent-a:a', 'there:b', 'absent-c:c'])
  expect(status).toBe(0)
  expect(stdout).toBe('Installing from Debian: a c (the tests use it).\n')
  expect(diary).toBe('apt-get update -q\napt-get install -q -y --no-install-recommends a c\n')
})

test('another user installs by sudo, and is told', () => {
  const { status, stdout, diary } = run(['absent:a'], { user: 1000, programs: ['apt-get', 'sudo'] })
  expect(status).toBe(0)
  expect(stdout).toContain('sudo may ask for your password')
  expect(diary).toContain('sudo\napt-get install')
})

test('without the right or the means: names the command, changes nothing', () => {
  const powerless = run(['absent:a'], { user: 1000 })
  expect(powerless).toMatchObject({ status: 1, diary: '' })
  expect(powerless.stderr).toContain('apt-get install a')
  const foreign = run(['absent:a'], { programs: [] })
  expect(foreign).toMatchObject({ status: 1, diary: '' })
  expect(foreign.stderr).toContain('no apt-get')
})
