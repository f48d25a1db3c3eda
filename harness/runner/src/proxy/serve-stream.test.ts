import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FaultProxy } from './fault-proxy.ts'
import type { Deed } from './rule.ts'

let upstream: Server
let proxy: FaultProxy
let left: Promise<void>

/** A retry time, a cursor and four events; then it stays open, as a server does. */
const frames = [
  'retry: 731\n\n',
  'id: e0\n\n',
  ...[1, 2, 3, 4].map((n) => `id: e${n}\nevent: agent.created\ndata: {"seq":${n}}\n\n`),
]

beforeEach(async () => {
  left = new Promise((resolve) => {
    upstream = createServer((_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.write(frames.join(''))
      response.once('close', resolve)
    })
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const { port } = upstream.address() as AddressInfo
  proxy = new FaultProxy({
    upstream: `http://127.0.0.1:${port}`,
    tag: 'req_h1',
    operationOf: (_, target) => (target.startsWith('/stream') ? 'events.stream' : undefined),
  })
  await proxy.listen()
})

afterEach(async () => {
  await proxy.close()
  upstream.closeAllConnections()
  upstream.close()
})

interface Heard {
  text: string
  end: 'end' | 'error' | 'open'
  chunks: number
}

/** Listens until the stream ends, or until so much has come. */
function listen(length = Number.POSITIVE_INFINITY): Promise<Heard> {
  return new Promise((resolve) => {
    const heard: Heard = { text: '', end: 'open', chunks: 0 }
    const finish = (end: Heard['end']) => resolve({ ...heard, end })
    const request = get(`${proxy.origin}/stream`, (incoming) => {
      incoming.setEncoding('latin1')
      incoming.on('data', (text: string) => {
        heard.text += text
        heard.chunks += 1
        if (heard.text.length < length) return
        finish('open')
        request.destroy()
      })
      incoming.on('end', () => finish('end'))
      incoming.on('error', () => finish('error'))
    })
    request.on('error', () => finish('error'))
  })
}

function rule(deed: Deed): void {
  proxy.rules.add([{ when: { operation: 'events.stream' }, do: deed }])
}

const whole = frames.join('')
const seqs = (text: string) => [...text.matchAll(/"seq":(\d)/g)].map(([, seq]) => Number(seq))

test('passes a stream on, records its frames, and leaves the server with the client', async () => {
  const heard = await listen(whole.length)
  expect(heard.text).toBe(whole)
  await left
  const [exchange] = proxy.exchanges
  await proxy.until(() => exchange?.end === 'closed_by_client', 500, 'leaving')
  expect(exchange?.upstream?.response.status).toBe(200)
  const views = exchange?.frames?.map(({ at_ms: _, ...frame }) => frame)
  expect(views?.slice(0, 3)).toEqual([
    { retry: '731' },
    { id: 'e0' },
    { id: 'e1', event: 'agent.created', data: { seq: 1 } },
  ])
  expect(exchange?.upstream?.frames).toHaveLength(6)
})

const stops: [Deed, number[], Heard['end']][] = [
  [{ stream: { after_events: 2, ending: 'end' } }, [1, 2], 'end'],
  [{ stream: { after_events: 2 } }, [1, 2], 'error'],
  [{ stream: { after_events: 3, ending: 'reset' } }, [1, 2, 3], 'error'],
  [{ stream: { after_events: 0 } }, [], 'error'],
]

test.each(stops)('stops as %o says', async (deed, expected, end) => {
  rule(deed)
  const heard = await listen()
  expect(seqs(heard.text)).toEqual(expected)
  expect(heard.end).toBe(end)
})

test('cuts in the midst of a frame', async () => {
  rule({ stream: { after_events: 1, partial_bytes: 9 } })
  expect((await listen()).text).toBe(`${frames.slice(0, 3).join('')}id: e2\nev`)
})

test('falls silent, the connection open', async () => {
  rule({ stream: { after_events: 1, ending: 'stall' } })
  const heard = await listen(frames.slice(0, 3).join('').length)
  expect(heard).toMatchObject({ end: 'open', text: frames.slice(0, 3).join('') })
  await proxy.until(() => proxy.exchanges[0]?.end === 'closed_by_client', 500, 'leaving')
})

test('swaps, repeats and drops events', async () => {
  rule({ stream: { order: [2, 0, 0], after_events: 4 } })
  expect(seqs((await listen()).text)).toEqual([3, 1, 1, 4])
})

test('writes in pieces, and another retry time', async () => {
  rule({ stream: { split_bytes: 1, retry_ms: 10, after_events: 1, ending: 'end' } })
  const heard = await listen()
  expect(heard.text.startsWith('retry: 10\n\n')).toBe(true)
  expect(heard.chunks).toBeGreaterThan(5)
})

test('a script is written as it stands, chunk by chunk', async () => {
  rule({
    respond: {
      status: 200,
      sse: ['\u{feff}id: a\0\r', '\ndata: x\r\r', { b64: 'gA==' }, { pad: 3 }],
      ending: 'cut',
    },
  })
  const heard = await listen()
  expect(Buffer.from(heard.text, 'latin1')).toEqual(
    Buffer.concat([
      Buffer.from('\u{feff}id: a\0\r\ndata: x\r\r'),
      Buffer.from([0x80]),
      Buffer.from('xxx'),
    ]),
  )
  expect(heard.end).toBe('error')
  expect(proxy.exchanges[0]?.upstream).toBeNull()
})

test('a script that holds goes on when it is released', async () => {
  rule({ respond: { status: 200, sse: ['id: a\n\n', { hold: true }, 'id: b\n\n'] } })
  const heard = listen()
  const frames = () => proxy.exchanges[0]?.frames ?? []
  await proxy.until(() => frames().length === 1, 500, 'the first frame')
  proxy.releaseStreams()
  expect((await heard).text).toBe('id: a\n\nid: b\n\n')
})

test('a scripted event has the id of its place in the log', async () => {
  rule({ respond: { status: 200, sse: [{ frame: { seq: 7, epoch: 2, event: 'agent.updated' } }] } })
  const [, id, event] =
    /^id: (\S+)\nevent: (\S+)\ndata: (.*)\n\n$/.exec((await listen()).text) ?? []
  expect(event).toBe('agent.updated')
  expect(id).toMatch(/^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}$/)
  expect(proxy.exchanges[0]?.frames).toMatchObject([{ id, data: { id, seq: 7 } }])
})

test('a rule that passes counts requests and changes nothing', async () => {
  rule({ pass: true })
  rule({ stream: { after_events: 1 } })
  expect((await listen(whole.length)).text).toBe(whole)
  expect(seqs((await listen()).text)).toEqual([1])
})

test('an answer that gets lost was made', async () => {
  proxy.rules.add([{ when: { path: '/st*' }, do: { lose_answer: true } }])
  expect(await listen()).toMatchObject({ end: 'error', text: '' })
  expect(proxy.exchanges[0]?.upstream?.response.status).toBe(200)
  expect(proxy.exchanges[0]?.response).toBeNull()
})
