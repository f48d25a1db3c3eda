import { defineConfig } from 'vitest/config'

/** The tests that sit beside the code; what needs built packages has a config of its own. */
export default defineConfig({
  test: {
    include: ['{packages,openapi,harness,proofs,bench,scripts}/**/*.test.ts'],
    exclude: [
      '**/node_modules/**',
      '**/dist/**',
      'harness/out/**',
      'bench/leaks/**',
      'scripts/acceptance/**',
    ],
    environment: 'node',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
