import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { activeResources, allowedGrowth, heapInUse } from './heap.ts'
import { createStubClient, streamOf } from './stub-client.ts'

test('100,000 calls on one long-lived signal leave nothing behind', async () => {
  const client = createStubClient(() => streamOf([], { ends: true }))
  const { signal } = new AbortController()
  const call = async (count: number) => {
    for (let number = 0; number < count; number += 1) await client.agents.get('a-1', { signal })
  }
  await call(5000)
  // With listeners left behind, each further one would take ever longer to add.
  expect(getEventListeners(signal, 'abort')).toEqual([])
  const [before, resources] = [await heapInUse(), activeResources()]
  await call(100_000)
  expect((await heapInUse()) - before).toBeLessThanOrEqual(allowedGrowth)
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(activeResources()).toEqual(resources)
})
