import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { type Answer, createStub, problem, rejection } from '../test/stub-fetch.ts'
import {
  createConnection,
  createStreamStub,
  envelope,
  eventId,
  frame,
  settle,
} from '../test/stub-stream.ts'
import { AbortedError, APIConnectionError, APITimeoutError, type CoxswainError } from './errors.ts'
import type { EventStream, StreamItem } from './stream.ts'

const seqOf = (item: StreamItem | undefined) =>
  item !== undefined && 'seq' in item ? item.seq : item?.event

/** Reads `count` items, or to the end. */
async function read(stream: EventStream, count = Number.POSITIVE_INFINITY) {
  const seqs: unknown[] = []
  while (seqs.length < count) {
    const { value, done } = await stream.next()
    if (done) break
    seqs.push(seqOf(value))
  }
  return seqs
}

test('it connects when the first item is asked for, as an event stream', async () => {
  const connection = createConnection()
  const { client, requests } = createStreamStub([connection])
  const stream = client.events.stream({ types: ['agent.*', 'action.blocked'] })
  await settle()
  expect(requests).toHaveLength(0)
  connection.send(frame(1))
  const { value } = await stream.next()
  expect(value).toEqual(envelope(1))
  expect(requests).toHaveLength(1)
  expect(requests[0]).toMatchObject({
    method: 'GET',
    url: 'http://stub.test/api/v1/stream?types=agent.%2A&types=action.blocked',
    headers: {
      accept: 'text/event-stream',
      'accept-encoding': 'identity',
      'x-coxswain-attempt': '0',
      authorization: 'Bearer cox_test_stub_secret_sum',
    },
  })
  expect(requests[0]?.headers).not.toHaveProperty('last-event-id')
})

test('it begins behind `lastEventId`, which is a header and no query', async () => {
  const { client, requests } = createStreamStub([createConnection()])
  const stream = client.events.stream(
    { lastEventId: eventId(4) },
    { headers: { 'Last-Event-ID': 'x' } },
  )
  expect(stream.lastEventId).toBe(eventId(4))
  const pull = stream.next()
  await settle()
  expect(requests[0]).toMatchObject({ headers: { 'last-event-id': eventId(4) } })
  expect(requests[0]?.url).toBe('http://stub.test/api/v1/stream')
  await stream.return()
  expect(await pull).toEqual({ value: undefined, done: true })
})

test.each<[string, (connection: ReturnType<typeof createConnection>) => void, string]>([
  ['ended', (connection) => connection.end(), 'connection_error'],
  ['broke', (connection) => connection.break(), 'connection_error'],
])('a connection that %s is made anew where it stopped', async (_, lose, code) => {
  const [first, second] = [createConnection(), createConnection()]
  const records: unknown[] = []
  const noop = () => undefined
  const { client, runtime, requests } = createStub([() => first.response, () => second.response], {
    logLevel: 'info',
    logger: {
      error: noop,
      warn: noop,
      debug: noop,
      info: (message, fields) => records.push([message, fields]),
    },
  })
  const stream = client.events.stream()
  first.send(frame(1) + frame(2))
  expect(await read(stream, 2)).toEqual([1, 2])
  second.send(frame(3))
  lose(first)
  expect(await read(stream, 1)).toEqual([3])
  expect(runtime.sleeps).toEqual([250])
  expect(requests[1]?.headers).toMatchObject({
    'last-event-id': eventId(2),
    'x-coxswain-attempt': '1',
  })
  expect(requests[0]?.headers['traceparent']).toBeDefined()
  const fields = { operation: 'events.stream', attempt: 1, delay_ms: 250, error: code }
  expect(records).toEqual([['retry', fields]])
})

test('a frame without data moves the cursor as soon as it comes', async () => {
  const [first, second] = [createConnection(), createConnection()]
  const { client, requests } = createStreamStub([first, second])
  const stream = client.events.stream()
  const pull = stream.next()
  first.send(`id: ${eventId(9)}\n\n`)
  await settle()
  expect(stream.lastEventId).toBe(eventId(9))
  first.end()
  second.send(frame(10))
  expect(seqOf((await pull).value)).toBe(10)
  expect(requests[1]?.headers).toMatchObject({ 'last-event-id': eventId(9) })
})

test('an empty id takes the cursor back', async () => {
  const [first, second] = [createConnection(), createConnection()]
  const { client, requests } = createStreamStub([first, second])
  const stream = client.events.stream({ lastEventId: eventId(9) })
  first.send('id\n\n')
  first.end()
  second.send(frame(1))
  await stream.next()
  expect(requests[1]?.headers).not.toHaveProperty('last-event-id')
})

test('pauses grow with every failure since the last frame, up to 8 s', async () => {
  const failures: Answer[] = Array.from({ length: 7 }, () => new TypeError('refused'))
  const [first, second] = [createConnection(), createConnection()]
  const { client, runtime, requests } = createStreamStub([...failures, first, second])
  const stream = client.events.stream()
  first.send(': life, but no frame\nretry: 1000\n\n')
  first.end()
  second.send(frame(1))
  await stream.next()
  expect(runtime.sleeps).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000, 4000])
  expect(requests.map(({ headers }) => headers['x-coxswain-attempt']).join('')).toBe('012345678')
})

test('the server’s `retry` is where pauses begin, until it says another; 0 is next to nothing', async () => {
  const connections = Array.from({ length: 4 }, () => createConnection())
  const { client, runtime } = createStreamStub(connections)
  const stream = client.events.stream()
  const texts = ['retry: 2000\n\n', '', 'retry: 0\n\n', '']
  for (const [index, text] of texts.entries()) {
    connections[index]?.send(`${text}id: 1\n\n`)
    connections[index]?.end()
  }
  const pull = stream.next()
  await settle()
  expect(runtime.sleeps).toEqual([1000, 1000, 0.5, 0.5])
  await stream.return()
  await pull
})

test('more reconnects than any budget holds are made, and none of them is taken from calls', async () => {
  const now = problem(503, 'draining', {}, { 'retry-after': '0' })
  const connection = createConnection()
  const answers = [...Array.from({ length: 30 }, () => now), () => connection.response, now]
  const { client, runtime, requests } = createStub(answers)
  connection.send(frame(1))
  await client.events.stream().next()
  expect(runtime.sleeps).toEqual(Array(30).fill(0))
  const error = (await rejection(client.agents.get('a-1', { maxRetries: 9 }))) as CoxswainError
  expect(error.retryStopped).toBeUndefined()
  expect(requests).toHaveLength(41)
})

test.each([408, 429, 500, 502, 503, 504])('%s is tried again', async (status) => {
  const connection = createConnection()
  const { client, runtime } = createStreamStub([problem(status, 'x'), connection])
  connection.send(frame(1))
  expect(await read(client.events.stream(), 1)).toEqual([1])
  expect(runtime.sleeps).toEqual([250])
})

test('the wish of an error wins; one beyond a minute ends the stream', async () => {
  const wish = (value: string) => problem(429, 'rate_limited', {}, { 'retry-after': value })
  const { client, runtime } = createStreamStub([wish('7'), wish('61')])
  const error = (await rejection(client.events.stream().next())) as CoxswainError
  expect(error).toMatchObject({ status: 429, retryStopped: 'retry_after' })
  expect(runtime.sleeps).toEqual([7000])
})

test.each<[string, Answer, object]>([
  ['403', problem(403, 'insufficient_scope'), { name: 'PermissionDeniedError' }],
  ['401', problem(401, 'expired_stream_token'), { code: 'expired_stream_token' }],
  ['501', problem(501, 'x'), { status: 501 }],
  ['a redirect', new Response(null, { status: 302 }), { status: 302 }],
])('%s ends it with its error, and so it stays ended', async (_, answer, expected) => {
  const { client, requests } = createStreamStub([answer])
  const stream = client.events.stream()
  expect(await rejection(stream.next())).toMatchObject(expected)
  expect(await stream.next()).toEqual({ value: undefined, done: true })
  expect(requests).toHaveLength(1)
})

test('204 ends the iteration', async () => {
  const { client, requests } = createStreamStub([new Response(null, { status: 204 })])
  expect(await read(client.events.stream())).toEqual([])
  expect(requests).toHaveLength(1)
})

test('45 s without a byte are a dead connection; a comment is a sign of life', async () => {
  const [first, second] = [createConnection(), createConnection()]
  const { client, runtime } = createStreamStub([first, second])
  const stream = client.events.stream()
  const pull = stream.next()
  await settle()
  for (const _ of [1, 2, 3]) {
    runtime.advance(44_999)
    first.send(':\n')
    await settle()
  }
  expect(first.closed).toBe(false)
  runtime.advance(45_000)
  await settle()
  expect(first.closed).toBe(true)
  second.send(frame(1))
  expect(seqOf((await pull).value)).toBe(1)
})

test('a reader that takes its time is not taken for a silent server', async () => {
  const connection = createConnection()
  const { client, runtime, requests } = createStreamStub([connection])
  const stream = client.events.stream()
  connection.send(frame(1))
  await stream.next()
  runtime.advance(600_000)
  connection.send(frame(2))
  expect(await read(stream, 1)).toEqual([2])
  expect(requests).toHaveLength(1)
})

test('nothing is asked for ahead of what is pulled but one chunk', async () => {
  const connection = createConnection()
  const { client } = createStreamStub([connection])
  const stream = client.events.stream()
  const pull = stream.next()
  await settle()
  connection.send(frame(1) + frame(2))
  await pull
  await stream.next()
  await settle()
  expect(connection.asked).toBe(1)
})

test('the time-out bounds connecting, not the stream', async () => {
  const connection = createConnection()
  const never: Answer = () => new Promise(() => undefined)
  const { client, runtime, requests } = createStub([never, () => connection.response])
  const stream = client.events.stream({}, { timeout: 1000 })
  const pull = stream.next()
  await settle()
  runtime.advance(1000)
  await settle()
  expect(requests).toHaveLength(2)
  expect(requests[0]?.signal.aborted).toBe(true)
  runtime.advance(40_000)
  connection.send(frame(1))
  expect(seqOf((await pull).value)).toBe(1)
})

test('a deadline bounds the whole stream', async () => {
  const connection = createConnection()
  const { client, runtime } = createStub([() => connection.response])
  const stream = client.events.stream({}, { deadline: 60_000 })
  connection.send(frame(1))
  await stream.next()
  runtime.advance(40_000)
  const pull = rejection(stream.next())
  await settle()
  runtime.advance(20_000)
  const error = await pull
  expect(error).toBeInstanceOf(APITimeoutError)
  expect(error).toMatchObject({ code: 'deadline_exceeded', operation: 'events.stream' })
  expect(connection.closed).toBe(true)
  expect(runtime.timers.size).toBe(0)
})

test('the client’s deadline is meant for calls: a stream outlives it', async () => {
  const connection = createConnection()
  const { client, runtime } = createStub([() => connection.response], { deadline: 1000 })
  const stream = client.events.stream()
  connection.send(frame(1))
  await stream.next()
  runtime.advance(2000)
  connection.send(frame(2))
  expect(await read(stream, 1)).toEqual([2])
})

test('a pause that would outlast the deadline is not begun', async () => {
  const { client, runtime } = createStreamStub([problem(503, 'draining')])
  const error = await rejection(client.events.stream({}, { deadline: 200 }).next())
  expect(error).toMatchObject({ code: 'deadline_exceeded', cause: { status: 503 } })
  expect(runtime.sleeps).toEqual([])
})

test('`maxReconnects` counts from the last frame, and the last error is thrown', async () => {
  const [first, second] = [createConnection(), createConnection()]
  const down = problem(503, 'draining')
  const { client, runtime } = createStreamStub([down, first, down, second])
  const stream = client.events.stream({}, { maxReconnects: 2 })
  first.send(frame(1))
  first.end()
  second.end()
  expect(await read(stream, 1)).toEqual([1])
  const error = await rejection(stream.next())
  expect(error).toBeInstanceOf(APIConnectionError)
  expect((error as Error).message).toBe('the stream ended')
  expect(runtime.sleeps).toEqual([250, 250, 500])
})

test.each<[string, object]>([
  ['maxReconnects', { maxReconnects: -1 }],
  ['maxReconnects', { maxReconnects: 101 }],
  ['deadline', { deadline: 0 }],
  ['timeout', { timeout: Number.NaN }],
])('an impossible option is refused at the call: %s', (name, options) => {
  const { client } = createStreamStub([])
  expect(() => client.events.stream({}, options)).toThrow(name)
})

test('what no request could carry is refused, with nothing sent', async () => {
  const { client, requests } = createStreamStub([])
  for (const stream of [
    client.events.stream({}, { headers: { a: 'ä' } }),
    client.events.stream({ types: ['\ud800'] }),
    client.events.stream({ lastEventId: 'ä' }),
  ])
    expect(await rejection(stream.next())).toMatchObject({ code: 'invalid_argument' })
  expect(requests).toHaveLength(0)
})

test('`onOpen` tells of every connection, before any item of it', async () => {
  const [first, second] = [createConnection(), createConnection()]
  const told: string[] = []
  const { client } = createStreamStub([problem(503, 'draining'), first, second])
  const stream = client.events.stream({}, { onOpen: () => told.push('open') })
  const pull = stream.next()
  await settle()
  expect(told).toEqual([])
  first.send(':\n')
  await settle()
  expect(told).toEqual(['open'])
  first.send(frame(1))
  await pull
  first.end()
  second.send(frame(2))
  for (const seq of await read(stream, 1)) told.push(String(seq))
  expect(told).toEqual(['open', 'open', '2'])
})

test('what `onOpen` throws ends the stream as it is, whatever it is', async () => {
  const connection = createConnection()
  const { client, runtime } = createStreamStub([connection])
  const own = new APIConnectionError('of the caller')
  const onOpen = () => {
    throw own
  }
  connection.send(frame(1))
  expect(await rejection(client.events.stream({}, { onOpen }).next())).toBe(own)
  expect(connection.closed).toBe(true)
  expect(runtime.sleeps).toEqual([])
})

test('leaving the loop closes the socket and asks for nothing more', async () => {
  const connection = createConnection()
  const { client, requests, runtime } = createStreamStub([connection])
  connection.send(frame(1) + frame(2))
  const stream = client.events.stream()
  for await (const item of stream) {
    expect(seqOf(item)).toBe(1)
    break
  }
  expect(connection.closed).toBe(true)
  expect(stream.lastEventId).toBe(eventId(1))
  expect(await stream.next()).toEqual({ value: undefined, done: true })
  expect(requests).toHaveLength(1)
  expect(runtime.timers.size).toBe(0)
})

test('leaving under a pending pull ends it at once', async () => {
  const connection = createConnection()
  const { client, runtime } = createStreamStub([connection])
  const stream = client.events.stream()
  const pull = stream.next()
  await settle()
  expect(await stream.return()).toEqual({ value: undefined, done: true })
  expect(await pull).toEqual({ value: undefined, done: true })
  expect(connection.closed).toBe(true)
  expect(runtime.timers.size).toBe(0)
})

test.each(['connecting', 'pausing'])('`close` while %s ends it quietly', async (state) => {
  const answer: Answer =
    state === 'connecting' ? () => new Promise(() => undefined) : new TypeError('x')
  const stub = createStub([answer], {
    runtime: { ...createStub([]).runtime, sleep: () => new Promise(() => undefined) },
  })
  const stream = stub.client.events.stream()
  const pull = stream.next()
  await settle()
  stream.close()
  expect(await pull).toEqual({ value: undefined, done: true })
  expect(stub.requests[0]?.signal.aborted).toBe(state === 'connecting')
})

test('`close` before the first pull sends nothing', async () => {
  const { client, requests } = createStreamStub([])
  const stream = client.events.stream()
  stream.close()
  expect(await stream.next()).toEqual({ value: undefined, done: true })
  expect(requests).toHaveLength(0)
})

test.each<[string, boolean]>([
  ['under a pending pull', true],
  ['between two pulls, with events that have come', false],
])('the caller’s signal ends it with AbortedError: %s', async (_, pending) => {
  const connection = createConnection()
  const { client, runtime } = createStreamStub([connection])
  const controller = new AbortController()
  const { signal } = controller
  const stream = client.events.stream({}, { signal })
  connection.send(frame(1) + (pending ? '' : frame(2)))
  await stream.next()
  const early = pending ? rejection(stream.next()) : undefined
  await settle()
  controller.abort(new Error('enough'))
  await settle()
  expect(connection.closed).toBe(true)
  const error = await (early ?? rejection(stream.next()))
  expect(error).toBeInstanceOf(AbortedError)
  expect(error).toMatchObject({ cause: { message: 'enough' }, operation: 'events.stream' })
  expect(await stream.next()).toEqual({ value: undefined, done: true })
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(runtime.timers.size).toBe(0)
})

test('a signal that was aborted before sends nothing', async () => {
  const { client, requests } = createStreamStub([])
  const stream = client.events.stream({}, { signal: AbortSignal.abort() })
  expect(await rejection(stream.next())).toBeInstanceOf(AbortedError)
  expect(requests).toHaveLength(0)
})

test('a middleware sees every connection, and its answer is read as one', async () => {
  const seen: (string | undefined)[] = []
  const connection = createConnection()
  const { client } = createStub([new TypeError('refused')], {
    middleware: [
      async (request, next) => {
        seen.push(request.operation)
        return seen.length === 1 ? next(request) : connection.response
      },
    ],
  })
  connection.send(frame(1))
  expect(await read(client.events.stream(), 1)).toEqual([1])
  expect(seen).toEqual(['events.stream', 'events.stream'])
})
