import { expect, test } from 'vitest'
import type { Exchange } from '../../proxy/recording.ts'
import { makeResult } from '../../testing/make-result.ts'
import { traceRun } from './run-trace.ts'

function makeExchange(changes: Partial<Exchange>): Exchange {
  return {
    at_ms: 1.23,
    ended_ms: 4.56,
    connection: 1,
    fault: null,
    request: { method: 'GET', target: '/x', headers: [['A', 'b']], body: Buffer.alloc(0) },
    response: { status: 200, headers: [['C', 'd']], body: Buffer.from('{}') },
    end: 'answered',
    upstream: null,
    ...changes,
  }
}

test('times are kept to a tenth of a millisecond, headers in their order and case', () => {
  const { exchanges } = traceRun(makeResult({ exchanges: [makeExchange({})] }))
  expect(exchanges).toMatchObject([
    { at_ms: 1.2, ended_ms: 4.6, request: { headers: ['A: b'] }, response: { body: '{}' } },
  ])
})

test('what is long is cut and says how long it was', () => {
  const body = Buffer.from('x'.repeat(5000))
  const response = { status: 200, headers: [], body }
  const frame = { at_ms: 1, data: 'y' }
  const long = makeExchange({ response, frames: Array.from({ length: 50 }, () => frame) })
  const trace = traceRun(makeResult({ exchanges: Array.from({ length: 70 }, () => long) }))
  expect(trace.left_out).toBe(10)
  expect(trace.exchanges[0]?.frames).toMatchObject({ left_out: 10 })
  expect(trace.exchanges[0]?.response?.body).toMatch(/^x{2000}… \(5000 characters\)$/)
})

test('a frame is told by its event, or by what else it has', () => {
  const frames = [
    { at_ms: 1, event: 'agent.created', id: 'evt_1', data: {} },
    { at_ms: 2, retry: '1000' },
    { at_ms: 3 },
  ]
  const { exchanges } = traceRun(makeResult({ exchanges: [makeExchange({ frames })] }))
  expect(exchanges[0]?.frames.kept).toEqual([
    { at_ms: 1, brief: 'agent.created', text: '{"event":"agent.created","id":"evt_1","data":{}}' },
    { at_ms: 2, brief: 'retry', text: '{"retry":"1000"}' },
    { at_ms: 3, brief: 'comment', text: '{}' },
  ])
})

test('bytes that are no text are told as such', () => {
  const body = Buffer.from([0x1f, 0x8b, 0xff])
  const response = { status: 200, headers: [], body }
  const { exchanges } = traceRun(makeResult({ exchanges: [makeExchange({ response })] }))
  expect(exchanges[0]?.response?.body).toBe('3 bytes: H4v/')
})

test('an outcome tells when, by which step, and what the SDK asked to sleep', () => {
  const steps = [
    { ok: { id: 'a-1' }, sleeps_ms: [250] },
    { error: { class: 'NotFoundError' }, sleeps_ms: [] },
  ]
  const moments = [
    { at_ms: 7.77, step: 'steps[0]' },
    { at_ms: 8.88, step: 'steps[1]' },
  ]
  const trace = { steps, wire: [], ledger: {} }
  expect(traceRun(makeResult({ trace, moments })).outcomes).toMatchObject([
    { at_ms: 7.8, step: 'steps[0]', brief: 'ok', sleeps_ms: [250], text: '{"ok":{"id":"a-1"}}' },
    { at_ms: 8.9, step: 'steps[1]', brief: 'NotFoundError', sleeps_ms: [] },
  ])
})
