import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
})

const { packages } = Lock.parse(
  JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')),
)

/** Node's own resolution: the package's folder first, then each folder above it. */
const resolves = (from: string, name: string): boolean =>
  `${from ? `${from}/` : ''}node_modules/${name}` in packages ||
  (from !== '' && resolves(from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1)), name))

// A registry that lacks a package of another platform makes `npm install` leave it out of the lock, and then every `npm ci` fails.
test('the lock names every optional dependency, so that npm ci works on every platform', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !resolves(path, name))
      .map((name) => `${name} (for ${path})`),
  )
  expect(missing).toEqual([])
})

test('package.json pins exact versions', () => {
  const wanted = z
    .object({
      dependencies: z.record(z.string(), z.string()),
      devDependencies: z.record(z.string(), z.string()),
      optionalDependencies: z.record(z.string(), z.string()),
    })
    .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))
  const loose = Object.entries({
    ...wanted.dependencies,
    ...wanted.devDependencies,
    ...wanted.optionalDependencies,
  }).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
  expect(loose).toEqual([])
})
