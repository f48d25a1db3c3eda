import { expect, test } from 'vitest'
import { OpenStream, type StreamEnd, type StreamSink, type StreamSource } from './open-stream.ts'

const chunk = (text: string) => new TextEncoder().encode(text)

function open(request = new AbortController()) {
  const ends: [StreamEnd, unknown][] = []
  const onEnd = (end: StreamEnd, failure: unknown) => ends.push([end, failure])
  return { stream: new OpenStream({ request: request.signal, onEnd }), ends, request }
}

function bodyOf(stream: OpenStream, source: StreamSource): ReadableStream<Uint8Array> {
  stream.attach(source)
  return stream.readable()
}

/** A source that counts what was asked of it, and whether it was let go. */
function source(stream: OpenStream) {
  const state = { asked: 0, closed: false }
  async function* chunks(): AsyncGenerator<Uint8Array, StreamEnd> {
    try {
      for (;;) {
        state.asked += 1
        yield chunk(String(state.asked))
        if (state.asked === 3) await new Promise<void>((resolve) => onOver(stream, resolve))
        if (stream.signal.aborted) return 'ended'
      }
    } finally {
      state.closed = true
    }
  }
  return { state, chunks: chunks() }
}

function onOver({ signal }: OpenStream, run: () => void): void {
  if (signal.aborted) run()
  else signal.addEventListener('abort', run)
}

test('a chunk is asked for only when the one before was taken', async () => {
  const { stream } = open()
  const { state, chunks } = source(stream)
  const reader = bodyOf(stream, chunks).getReader()
  await Promise.resolve()
  expect([state.asked, stream.untaken]).toEqual([0, null])
  await reader.read()
  expect([state.asked, stream.untaken]).toEqual([1, 1])
  await reader.read()
  expect([state.asked, stream.untaken]).toEqual([2, 2])
})

test('a reader that leaves lets go of the source, whether it waits or has not begun', async () => {
  for (const taken of [0, 1, 3]) {
    const { stream, ends } = open()
    const { state, chunks } = source(stream)
    const reader = bodyOf(stream, chunks).getReader()
    for (let index = 0; index < taken; index += 1) await reader.read()
    const waiting = reader.read()
    await reader.cancel()
    expect((await waiting).done || taken < 3).toBe(true)
    expect(ends.map(([end]) => end)).toEqual(['gone'])
    expect(stream.signal.aborted).toBe(true)
    await new Promise<void>((resolve) => setImmediate(resolve))
    expect(state.closed || state.asked === 0).toBe(true)
  }
})

test('a request that is aborted ends the stream, and listens no more', async () => {
  const { stream, ends, request } = open()
  const { chunks } = source(stream)
  const reader = bodyOf(stream, chunks).getReader()
  await reader.read()
  const waiting = reader.read()
  request.abort()
  expect(ends.map(([end]) => end)).toEqual(['gone'])
  expect(await waiting).toEqual({ done: true, value: undefined })
  const late = open(request)
  late.stream.finish('gone')
  expect(await new Response(bodyOf(late.stream, chunks)).text()).toBe('')
})

test('a source that ends says why, and one that throws ends the body like any other', async () => {
  const { stream, ends } = open()
  async function* few(): AsyncGenerator<Uint8Array, StreamEnd> {
    yield chunk('a')
    return 'drained'
  }
  expect(await new Response(bodyOf(stream, few())).text()).toBe('a')
  expect(ends).toEqual([['drained', null]])

  const other = open()
  const failure = new Error('no log')
  async function* broken(): AsyncGenerator<Uint8Array, StreamEnd> {
    yield chunk('b')
    throw failure
  }
  expect(await new Response(bodyOf(other.stream, broken())).text()).toBe('b')
  expect(other.ends).toEqual([['failed', failure]])
})

test('what is finished from outside ends for its reader, once', async () => {
  const { stream, ends } = open()
  const { chunks } = source(stream)
  const reader = bodyOf(stream, chunks).getReader()
  for (let index = 0; index < 3; index += 1) await reader.read()
  const waiting = reader.read()
  stream.finish('refused')
  stream.finish('slow')
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(ends).toEqual([['refused', null]])
})

/** A sink that takes so many chunks at a time. */
function sink(room: number) {
  const state = { text: '', left: room, ended: false, ready: () => {} }
  const into: StreamSink = {
    write(bytes) {
      state.text += new TextDecoder().decode(bytes)
      state.left -= 1
      return state.left > 0
    },
    onceReady(run) {
      state.ready = () => {
        state.left = room
        run()
      }
    },
    end() {
      state.ended = true
    },
  }
  return { state, into }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('a sink that is full is given no more until it is ready', async () => {
  const { stream, ends } = open()
  const { state: asked, chunks } = source(stream)
  const { state, into } = sink(2)
  stream.attach(chunks)
  void stream.flowInto(into)
  await turn()
  expect([state.text, asked.asked, stream.untaken]).toEqual(['12', 2, 2])
  state.ready()
  await turn()
  expect([state.text, asked.asked, stream.untaken]).toEqual(['123', 3, null])
  stream.finish('refused')
  expect([state.ended, ends]).toEqual([true, [['refused', null]]])
  await turn()
  expect([asked.closed, state.text]).toEqual([true, '123'])
})

test('a sink hears of the end of a source, of one that throws, and of an end before it', async () => {
  async function* few(): AsyncGenerator<Uint8Array, StreamEnd> {
    yield chunk('a')
    return 'drained'
  }
  async function* broken(): AsyncGenerator<Uint8Array, StreamEnd> {
    yield chunk('b')
    throw new Error('no log')
  }
  const flow = async (given: StreamSource, before: StreamEnd | null) => {
    const { stream, ends } = open()
    const { state, into } = sink(9)
    stream.attach(given)
    if (before !== null) stream.finish(before)
    await stream.flowInto(into)
    return [state.text, state.ended, ends.map(([end]) => end)]
  }
  expect(await flow(few(), null)).toEqual(['a', true, ['drained']])
  expect(await flow(broken(), null)).toEqual(['b', true, ['failed']])
  expect(await flow(few(), 'gone')).toEqual(['', true, ['gone']])
})
