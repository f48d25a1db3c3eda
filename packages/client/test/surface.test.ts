import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { surface, surfaceFile } from '../scripts/surface.ts'

test('exported names and signatures are those of surface.txt; `pnpm surface` writes it anew', () => {
  expect(surface()).toBe(readFileSync(surfaceFile, 'utf8'))
  // It compiles the package.
}, 30_000)
