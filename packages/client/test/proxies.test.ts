import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'

const program = `
  import { Coxswain } from '${new URL('../src/client.ts', import.meta.url)}'
  const client = new Coxswain({ apiKey: 'cox_k', maxRetries: 0 })
  const told = await client.agents.get('a-1').then(({ id }) => id, (error) => error.name)
  process.stdout.write(told)
`

let origin: Server
let proxy: Server
let deserted: string
let seen: string[]

const portOf = (server: Server) => (server.address() as AddressInfo).port

/** Nobody listens at the address that is called: only a proxy can answer for it. */
beforeEach(async () => {
  seen = []
  origin = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end('{"id":"a-1"}')
  })
  proxy = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    origin.emit('request', request, response)
  })
  proxy.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`)
    const onward = connect(portOf(origin), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  const gone = createServer()
  for (const server of [origin, proxy, gone]) {
    await once(server.listen(0, '127.0.0.1'), 'listening')
  }
  deserted = `127.0.0.1:${portOf(gone)}`
  gone.close()
})

afterEach(() => {
  for (const server of [origin, proxy]) {
    server.closeAllConnections()
    server.close()
  }
})

test('Node obeys the proxy variables when NODE_USE_ENV_PROXY is set', async () => {
  expect(await run({ NODE_USE_ENV_PROXY: '1' })).toBe('a-1')
  expect(seen.join()).toContain(deserted)
})

test('without it they mean nothing', async () => {
  expect(await run({})).toBe('APIConnectionError')
  expect(seen).toEqual([])
})

async function run(more: Record<string, string>): Promise<string> {
  const { NODE_USE_ENV_PROXY: _, NO_PROXY: __, no_proxy: ___, ...rest } = process.env
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: {
      ...rest,
      COXSWAIN_BASE_URL: `http://${deserted}`,
      http_proxy: `http://127.0.0.1:${portOf(proxy)}`,
      ...more,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 15_000,
  })
  const parts: string[] = []
  child.stdout.on('data', (bytes) => parts.push(String(bytes)))
  await once(child, 'close')
  return parts.join('')
}
