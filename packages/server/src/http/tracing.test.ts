import { type Span, trace } from '@opentelemetry/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inSpan } from './tracing.ts'

const ended: string[] = []
const span = (name: string) =>
  ({
    spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
    setAttribute: () => undefined,
    setStatus: () => undefined,
    end: () => ended.push(name),
  }) as unknown as Span

beforeAll(() => {
  const startSpan = span as (name: string) => Span
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) as never })
})
afterAll(() => trace.disable())

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

test('a span ends with its answer, and that of a stream with the stream', async () => {
  await inSpan('plain', new Headers(), async (traceId) => {
    expect(traceId).toBe('a'.repeat(32))
    return { status: 200, over: null }
  })
  expect(ended).toEqual(['plain'])
  const over = Promise.withResolvers<void>()
  await inSpan('stream', new Headers(), async () => ({ status: 200, over: over.promise }))
  await turn()
  expect(ended).toEqual(['plain'])
  over.resolve()
  await turn()
  expect(ended).toEqual(['plain', 'stream'])
})
