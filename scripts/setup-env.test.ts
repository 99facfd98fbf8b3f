import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { setUpEnv } from './setup-env.ts'

const example = readFileSync(new URL('../env.example', import.meta.url), 'utf8')

const folder = () => {
  const directory = mkdtempSync(join(tmpdir(), 'fechatter-env-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  writeFileSync(join(directory, 'env.example'), example)
  return directory
}

test('the first run fills every secret with a value of its own, for the owner only', () => {
  const directory = folder()
  expect(setUpEnv(directory)).toMatch(/JWT_SECRET/)
  const env = parseEnv(readFileSync(join(directory, '.env'), 'utf8'))
  const secrets = Object.entries(env).filter(([name]) => /SECRET|PASSWORD|MASTER_KEY/.test(name))
  expect(secrets).toHaveLength(5)
  for (const [, value] of secrets) expect(value).toMatch(/^[0-9a-f]{64}$/)
  expect(new Set(secrets.map(([, value]) => value)).size).toBe(5)
  expect(statSync(join(directory, '.env')).mode & 0o777).toBe(0o600)
})

test('an existing .env is never changed', () => {
  const directory = folder()
  writeFileSync(join(directory, '.env'), 'JWT_SECRET=mine\n')
  expect(setUpEnv(directory)).toBeNull()
  expect(readFileSync(join(directory, '.env'), 'utf8')).toBe('JWT_SECRET=mine\n')
})

test('env.example holds no value for a secret', () => {
  const env = parseEnv(example)
  for (const [name, value] of Object.entries(env))
    if (/SECRET|PASSWORD|KEY$/.test(name)) expect([name, value]).toEqual([name, ''])
})

test('env.example tells of every variable that a config file reads', () => {
  const folder = new URL('../fixtures/', import.meta.url)
  const used = readdirSync(folder)
    .filter((name) => name.endsWith('.yml'))
    .flatMap((name) => [
      ...readFileSync(new URL(name, folder), 'utf8').matchAll(/^[^#]*\$\{([A-Z]\w*)/gm),
    ])
    .map(([, name = '']) => name)
  expect(used.length).toBeGreaterThan(20)
  expect(used.filter((name) => !new RegExp(`^#?${name}=`, 'm').test(example))).toEqual([])
})
