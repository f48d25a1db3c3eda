import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type CountingProxy, createCountingProxy } from './counting-proxy.ts'

const waiting: ServerResponse[] = []
const server = createServer((_request, response) => waiting.push(response))
let proxy: CountingProxy | undefined
afterEach(async () => {
  await proxy?.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  waiting.length = 0
})

async function open(): Promise<CountingProxy> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  proxy = await createCountingProxy()
  proxy.aim((server.address() as AddressInfo).port)
  return proxy
}

test('a request is unanswered from its first byte to the head of its answer', async () => {
  const { url, ...rest } = await open()
  expect(rest).toBeDefined()
  const arrived = proxy?.when(({ unanswered }) => unanswered === 2)
  const answers = [fetch(url), fetch(url, { method: 'POST', body: 'x' })]
  await arrived
  expect(proxy?.answered).toBe(0)
  const settled = proxy?.when(({ answered }) => answered === 2)
  await seen(2)
  for (const response of waiting) response.end('done')
  await settled
  expect(proxy?.unanswered).toBe(0)
  await Promise.all(answers.map(async (answer) => (await answer).text()))
})

test('a request whose connection ends first is abandoned', async () => {
  const { url } = await open()
  const arrived = proxy?.when(({ unanswered }) => unanswered === 1)
  const lost = fetch(url).catch((error: unknown) => error)
  await arrived
  await seen(1)
  for (const response of waiting) response.destroy()
  expect(await lost).toBeInstanceOf(TypeError)
  expect([proxy?.unanswered, proxy?.answered, proxy?.abandoned]).toEqual([0, 0, 1])
})

test('without a server nobody is let through', async () => {
  const { url } = await open()
  proxy?.aim(null)
  await expect(fetch(url)).rejects.toThrow(TypeError)
  expect(waiting).toEqual([])
})

/** Resolves when the server itself has got so many requests. */
async function seen(count: number): Promise<void> {
  while (waiting.length < count) await new Promise((resolve) => server.once('request', resolve))
}
