import { expect, test } from 'vitest'
import { clientSize } from '../scripts/size.ts'

test('the whole client with a hundred operations is at most 12.75 kB', async () => {
  const { gzip } = await clientSize(100)
  expect(gzip).toBeGreaterThan(5_000)
  expect(gzip).toBeLessThanOrEqual(12_750)
})
