import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { encodePath, encodeQuery } from './encode.ts'
import { parseRetryAfter } from './retry.ts'
import { createFrameParser } from './sse.ts'

interface Frame {
  readonly at: number
  readonly event: string
  readonly data: string | null
  readonly id: string | null
}

interface Vector {
  readonly kind: string
  readonly b64: string
  readonly frames: readonly Frame[]
  readonly retry: number | null
  readonly headers: Record<string, string>
  readonly wait_ms: number | null
  readonly value: unknown
  readonly query: object
  readonly wire: string | null
}

const file = new URL('../../../harness/fuzz/vectors.ndjson', import.meta.url)
const all = readFileSync(file, 'utf8').trimEnd().split('\n')
const vectorsOf = (kind: string) =>
  all.map((line): Vector => JSON.parse(line)).filter((vector) => vector.kind === kind)

function parse(chunks: readonly Uint8Array[]) {
  const parser = createFrameParser(() => new Error('too long'))
  const frames = chunks
    .flatMap((chunk) => [...parser.feed(chunk)])
    .map(({ event, data, id }) => ({ event, data: data ?? null, id: id ?? null }))
  return { frames, retry: parser.retry ?? null }
}

test('frames are read as they were written, wherever the bytes are split', () => {
  for (const { b64, frames, retry } of vectorsOf('sse')) {
    const bytes = Buffer.from(b64, 'base64')
    const expected = { frames: frames.map(({ at: _, ...frame }) => frame), retry }
    expect(parse([...bytes].map((byte) => Uint8Array.of(byte))), b64).toEqual(expected)
    for (let cut = 0; cut <= bytes.length; cut++)
      expect(parse([bytes.subarray(0, cut), bytes.subarray(cut)]), b64).toEqual(expected)
  }
})

test('a stream that is cut off gives the frames that were complete', () => {
  for (const { b64, frames } of vectorsOf('sse')) {
    const bytes = Buffer.from(b64, 'base64')
    for (let cut = 0; cut <= bytes.length; cut++) {
      const whole = frames.filter(({ at }) => at <= cut).map(({ at: _, ...frame }) => frame)
      expect(parse([bytes.subarray(0, cut)]).frames, `${b64} ${cut}`).toEqual(whole)
    }
  }
})

test('what the server asks to wait is read as it was written', () => {
  for (const { headers, wait_ms } of vectorsOf('retry-after')) {
    const record = { get: (name: string) => headers[name] ?? null }
    // Headers themselves take no text beyond Latin-1; what is read is text of any kind.
    expect(parseRetryAfter(record as Headers) ?? null, JSON.stringify(headers)).toBe(wait_ms)
  }
})

test('values of paths and queries are written byte for byte, or refused', () => {
  const write = (work: () => string) => {
    try {
      return work()
    } catch {
      return null
    }
  }
  for (const { value, wire } of vectorsOf('path'))
    expect(
      write(() => encodePath('{id}', [value])),
      JSON.stringify(value),
    ).toBe(wire)
  for (const { query, wire } of vectorsOf('query'))
    expect(
      write(() => encodeQuery(query)),
      JSON.stringify(query),
    ).toBe(wire)
})
