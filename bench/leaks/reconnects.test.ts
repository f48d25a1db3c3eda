import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { activeResources, allowedGrowth, heapInUse } from './heap.ts'
import { createStubClient, frame, streamOf } from './stub-client.ts'
import { createVirtualTime } from './virtual-time.ts'

const hour = 3_600_000

/** How a connection is lost, in turn: refused, answered with an error, ended, ended after an event. */
function createNetwork() {
  let connections = 0
  let frames = 0
  return {
    connections: () => connections,
    connect: () => {
      connections += 1
      switch (connections % 4) {
        case 0:
          throw new TypeError('fetch failed')
        case 1:
          return new Response('', { status: 503 })
        case 2:
          return streamOf([], { ends: true })
        default:
          frames += 1
          return streamOf([frame(frames)], { ends: true })
      }
    },
  }
}

test('an hour of reconnects leaves nothing behind', async () => {
  const time = createVirtualTime()
  const network = createNetwork()
  const client = createStubClient(network.connect, { runtime: time.runtime, logLevel: 'off' })
  const { signal } = new AbortController()
  const stream = client.events.stream({}, { signal })
  const readUntil = async (elapsed: number) => {
    while (time.elapsed() < elapsed) await stream.next()
  }
  await readUntil(hour / 20)
  const [before, resources, timers] = [await heapInUse(), activeResources(), time.timers()]
  await readUntil(hour)
  expect(network.connections()).toBeGreaterThan(1000)
  expect((await heapInUse()) - before).toBeLessThanOrEqual(allowedGrowth)
  expect(activeResources()).toEqual(resources)
  expect(time.timers()).toBe(timers)
  await stream.return()
  expect(time.timers()).toBe(0)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})
