import vue from '@vitejs/plugin-vue'
import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const globalSetup = 'server/testing/global-setup.ts'

export default defineConfig({
  plugins: [vue()],
  test: {
    environment: 'node',
    include: ['{server,gateway,client,shared,sdk,scripts,fixtures}/**/*.test.ts'],
    globalSetup: existsSync(globalSetup) ? [globalSetup] : [],
    // Real databases, buses and browsers run beside the tests: more workers only make them wait for each other.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 15_000,
    hookTimeout: 60_000,
  },
})
