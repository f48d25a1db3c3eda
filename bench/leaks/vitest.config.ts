import { defineConfig } from 'vitest/config'

/** Tests that need a process of their own and time: what they count must be theirs alone. */
export default defineConfig({
  test: {
    include: ['bench/leaks/**/*.test.ts'],
    root: new URL('../..', import.meta.url).pathname,
    pool: 'forks',
    environment: 'node',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 10_000,
    execArgv: ['--expose-gc'],
  },
})
