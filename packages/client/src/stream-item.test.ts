import { validators } from '@coxswain/contract/validators'
import { expect, test } from 'vitest'
import { createStub, rejection } from '../test/stub-fetch.ts'
import {
  createConnection,
  createStreamStub,
  envelope,
  eventId,
  frame,
} from '../test/stub-stream.ts'
import { ResponseFormatError } from './errors.ts'
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

test('another content type ends it, and the body is let go', async () => {
  const connection = createConnection({ headers: { 'content-type': 'text/html' } })
  const { client } = createStreamStub([connection])
  const error = await rejection(client.events.stream().next())
  expect(error).toBeInstanceOf(ResponseFormatError)
  expect((error as Error).message).toBe(
    'the content type is not text/event-stream\n  at events.stream',
  )
  expect(connection.closed).toBe(true)
})

test('a content type with parameters, in any case, will do', async () => {
  const connection = createConnection({
    headers: { 'content-type': 'Text/Event-Stream ; charset=utf-8' },
  })
  const { client } = createStreamStub([connection])
  connection.send(frame(1))
  expect(await read(client.events.stream(), 1)).toEqual([1])
})

test.each([
  ['no JSON', 'data: {"id"\n\n'],
  ['no object', 'data: [1]\n\n'],
  ['null', 'data: null\n\n'],
  ['no id', `data: ${JSON.stringify({ ...envelope(1), id: 5 })}\n\n`],
  ['no name', `data: ${JSON.stringify({ ...envelope(1), event: undefined })}\n\n`],
  ['no payload', `data: ${JSON.stringify({ ...envelope(1), payload: [] })}\n\n`],
  ['a reset without a reason', 'event: reset\ndata: {"cursor":null,"detail":"x"}\n\n'],
])('data that is %s is no event', async (_, text) => {
  const connection = createConnection()
  const { client } = createStreamStub([connection])
  connection.send(text)
  const error = await rejection(client.events.stream().next())
  expect(error).toBeInstanceOf(ResponseFormatError)
  expect((error as Error).message).toBe('a frame is not an event\n  at events.stream')
  expect(connection.closed).toBe(true)
})

test('a frame beyond a mebibyte ends it, after what stood before', async () => {
  const connection = createConnection()
  const { client } = createStreamStub([connection])
  const stream = client.events.stream()
  connection.send(`${frame(1)}data: ${'x'.repeat(2 ** 20)}`)
  expect(await read(stream, 1)).toEqual([1])
  const error = await rejection(stream.next())
  expect(error).toBeInstanceOf(ResponseFormatError)
  expect((error as Error).message).toBe('a frame is longer than 1048576 bytes\n  at events.stream')
})

test('with validators an event is checked against its schema', async () => {
  const connection = createConnection()
  const { client } = createStub([() => connection.response], { validateResponses: validators })
  connection.send(frame(1).replace('"v1"', '1'))
  const error = await rejection(client.events.stream().next())
  expect((error as Error).message).toBe(
    'the body does not match its schema at "/version"\n  at events.stream',
  )
})

test('an event that a later server added arrives as it is', async () => {
  const connection = createConnection()
  const { client } = createStreamStub([connection])
  connection.send(frame(1, { event: 'moon.landed' }))
  expect((await client.events.stream().next()).value).toMatchObject({ event: 'moon.landed' })
})

test('what was delivered is not delivered again, within an epoch', async () => {
  const [first, second] = [createConnection(), createConnection()]
  const { client } = createStreamStub([first, second])
  first.send(frame(1) + frame(1) + frame(3))
  first.end()
  second.send(frame(2) + frame(3) + frame(4) + frame(1, { epoch: 2 }) + frame(1, { epoch: 2 }))
  expect(await read(client.events.stream(), 4)).toEqual([1, 3, 4, 1])
})

test('an id that cannot be read is delivered, and hides nothing', async () => {
  const connection = createConnection()
  const { client } = createStreamStub([connection])
  const odd = `id: odd\ndata: ${JSON.stringify({ ...envelope(7), id: 'odd' })}\n\n`
  connection.send(frame(5) + odd + odd + frame(5) + frame(6))
  expect(await read(client.events.stream(), 4)).toEqual([5, 7, 7, 6])
})

test('a reset is an item, moves the cursor, and lets older events through', async () => {
  const [first, second] = [createConnection(), createConnection()]
  const { client, requests } = createStreamStub([first, second])
  const stream = client.events.stream()
  const data = { reason: 'cursor_trimmed', cursor: eventId(9), detail: 'Read again.' }
  first.send(`${frame(9)}event: reset\nid: ${eventId(3)}\ndata: ${JSON.stringify(data)}\n\n`)
  await stream.next()
  expect((await stream.next()).value).toEqual({ ...data, event: 'reset', id: eventId(3) })
  first.end()
  second.send(frame(4))
  expect(await read(stream, 1)).toEqual([4])
  expect(requests[1]?.headers).toMatchObject({ 'last-event-id': eventId(3) })
})
