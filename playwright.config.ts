import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 1,
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    locale: 'en-US',
    // A trace costs a third of the run; ask for one with --trace=retain-on-failure.
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  // e2e/world.ts reads the project's name and starts that kind of system.
  projects: [
    // Embedded, the database is the search server.
    { name: 'embedded', testIgnore: /search-away\.spec\.ts$/ },
    {
      name: 'clustered',
      // What several processes could do differently; the screens are the same code in both modes. EVERY_STORY=1 runs them all.
      testMatch: process.env.EVERY_STORY
        ? /\.spec\.ts$/
        : /(two-people|kill-nine|sign-out-everywhere|many-tabs|offline|no-javascript|safe|admin|files|search-away)\.spec\.ts$/,
    },
  ],
})
