import { getEventListeners, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Coxswain } from '@coxswain/client'
import { expect, test } from 'vitest'
import { activeResources, allowedGrowth, heapInUse } from './heap.ts'
import { createStubClient, frame, streamOf } from './stub-client.ts'

/** The ways in which people leave streams. */
const ways = ['break', 'throw', 'close', 'return'] as const

async function openAndLeave(client: Coxswain, way: (typeof ways)[number], signal: AbortSignal) {
  const stream = client.events.stream({}, { signal })
  if (way === 'close' || way === 'return') {
    await stream.next()
    if (way === 'close') stream.close()
    await stream.return()
    return
  }
  try {
    for await (const _event of stream) {
      if (way === 'throw') throw new Error('left')
      break
    }
  } catch (error) {
    if ((error as Error).message !== 'left') throw error
  }
}

test('10,000 streams that were opened and left leave nothing behind', async () => {
  let open = 0
  const client = createStubClient(() => {
    open += 1
    return streamOf([frame(1)], { ends: false, onCancel: () => (open -= 1) })
  })
  const { signal } = new AbortController()
  const run = async (count: number) => {
    for (let number = 0; number < count; number += 1) {
      await openAndLeave(client, ways[number % ways.length] ?? 'break', signal)
    }
  }
  await run(500)
  const [before, resources] = [await heapInUse(), activeResources()]
  await run(10_000)
  expect((await heapInUse()) - before).toBeLessThanOrEqual(allowedGrowth)
  expect(open).toBe(0)
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(activeResources()).toEqual(resources)
})

test('600 streams over real sockets leave no socket open', async () => {
  const sockets = new Set<Socket>()
  let opened = 0
  const server = createServer((_request, response) => {
    opened += 1
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(frame(1))
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = new Coxswain({ baseUrl: `http://127.0.0.1:${port}`, apiKey: 'cox_test_leaks' })
  const { signal } = new AbortController()
  try {
    for (let number = 0; number < 600; number += 20) {
      const batch = Array.from({ length: 20 }, (_, index) =>
        openAndLeave(client, ways[(number + index) % ways.length] ?? 'break', signal),
      )
      await Promise.all(batch)
    }
    await expect.poll(() => sockets.size, { timeout: 5000 }).toBe(0)
    expect(opened).toBe(600)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})
