import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { createServer } from './index.ts'
import { listen } from './node.ts'
import { createOrg } from './testing/index.ts'

test('close waits for the answers that are due, not for kept-alive connections', async () => {
  const entered = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const beforeHandler = ({ operation }: { operation: string }) => {
    if (operation !== 'ops.health') return
    entered.resolve()
    return held.promise
  }
  const server = await createServer({ database: 'sqlite::memory:', hooks: { beforeHandler } })
  const listener = await listen(server, { port: 0 })
  await fetch(`${listener.url}/health/live`)
  const due = fetch(`${listener.url}/health`)
  await entered.promise
  const began = performance.now()
  const closed = listener.close()
  held.resolve()
  expect((await due).status).toBe(200)
  await closed
  expect(performance.now() - began).toBeLessThan(2000)
  await expect(fetch(`${listener.url}/health/live`)).rejects.toThrow()
  await server.stop()
})

test('close ends the streams that are open, and their readers know when to come back', async () => {
  const server = await createServer({ database: 'sqlite::memory:', bootstrapToken: 'boot' })
  const { token } = await createOrg(server, 'boot')
  const listener = await listen(server, { port: 0 })
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${listener.url}/api/v1/stream`, { headers })
  const [text] = await Promise.all([response.text(), listener.close()])
  expect(text.trim().split('\n').at(-1)).toMatch(/^retry: [0-9]+$/)
  await server.stop()
})

test('a port that is taken is an error of listen', async () => {
  const server = await createServer({ database: 'sqlite::memory:' })
  const listener = await listen(server, { port: 0 })
  await expect(listen(server, { port: listener.port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  })
  await listener.close()
  await server.stop()
})

test('close does not wait for connections that never ask', async () => {
  const server = await createServer({ database: 'sqlite::memory:' })
  const listener = await listen(server, { port: 0 })
  for (const text of ['', 'GET /hea']) {
    const socket = connect(listener.port, '127.0.0.1')
    await once(socket, 'connect')
    socket.write(text)
    socket.on('error', () => undefined)
  }
  await fetch(`${listener.url}/health/live`)
  const began = performance.now()
  await listener.close()
  expect(performance.now() - began).toBeLessThan(2000)
  await server.stop()
})

test('a probe that sends no Host header is answered', async () => {
  const server = await createServer({ database: 'sqlite::memory:' })
  const listener = await listen(server, { port: 0 })
  const socket = connect(listener.port, '127.0.0.1')
  socket.write('GET /health/live HTTP/1.0\r\n\r\n')
  const answer = Buffer.concat(await socket.toArray()).toString()
  expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/)
  expect(answer).toContain('{"status":"alive"}')
  await listener.close()
  await server.stop()
})

test('an idle connection outlives those of load balancers', async () => {
  const server = await createServer({ database: 'sqlite::memory:' })
  const listener = await listen(server, { port: 0 })
  const socket = connect(listener.port, '127.0.0.1')
  socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n')
  const [answer] = await once(socket, 'data')
  expect(String(answer)).toMatch(/^keep-alive: timeout=65\r$/im)
  socket.destroy()
  await listener.close()
  await server.stop()
})
