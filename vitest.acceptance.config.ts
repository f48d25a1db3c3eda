import { defineConfig } from 'vitest/config'

/** What a stranger would do with the built packages: install them, run examples, read the docs. */
export default defineConfig({
  test: {
    include: ['scripts/acceptance/**/*.test.ts'],
    environment: 'node',
    maxWorkers: 1,
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
})
