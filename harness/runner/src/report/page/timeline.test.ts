import { expect, test } from 'vitest'
import type { ExchangeTrace, RunTrace } from './page-data.ts'
import { timelineOf } from './timeline.ts'

const request = {
  method: 'GET',
  target: '/api/v1/agents/a-1',
  headers: ['host: proxy', 'X-Coxswain-Attempt: 0'],
  body: '',
}
const response = { status: 200, headers: ['content-type: application/json'], body: '{}' }
const none = { kept: [], left_out: 0 }
const exchange: ExchangeTrace = {
  at_ms: 1,
  ended_ms: 6.5,
  connection: 1,
  fault: null,
  end: 'answered',
  request,
  response,
  upstream: { at_ms: 2, answered_ms: 5, request, response, frames: none },
  frames: none,
}

function linesOf(...exchanges: ExchangeTrace[]): string[] {
  const trace: RunTrace = { exchanges, left_out: 0, outcomes: [], checked: [] }
  return timelineOf(trace).map(({ at_ms, from, to, label, notes }) =>
    [at_ms, `${from} > ${to}`, label, ...notes].join(' | '),
  )
}

test('both sides of an exchange are told with their times', () => {
  expect(linesOf(exchange)).toEqual([
    '1 | sdk > proxy | GET /api/v1/agents/a-1 | connection 1 | attempt 0',
    '2 | proxy > server | GET /api/v1/agents/a-1 | passed on as it is',
    '5 | server > proxy | 200',
    '6.5 | proxy > sdk | 200 | passed on as it is',
  ])
})

test('what the proxy changed on the way is shown, and nothing else', () => {
  const passed = { ...request, headers: ['X-Coxswain-Attempt: 0', 'X-Request-Id: req_1'] }
  const trace: RunTrace = {
    exchanges: [
      {
        ...exchange,
        upstream: { at_ms: 2, answered_ms: 5, request: passed, response, frames: none },
      },
    ],
    left_out: 0,
    outcomes: [],
    checked: [],
  }
  expect(timelineOf(trace)[1]).toMatchObject({
    notes: ['passed on, changed'],
    payload: ['− host: proxy', '+ X-Request-Id: req_1'],
  })
})

test('a fault, and an SDK that was given nothing', () => {
  const lost = { ...exchange, fault: 'reset', end: 'reset', response: null, upstream: null }
  expect(linesOf(lost)).toEqual([
    '1 | sdk > proxy | GET /api/v1/agents/a-1 | connection 1 | attempt 0',
    '1 | proxy > proxy | reset',
    '6.5 | proxy > sdk | nothing: connection reset',
  ])
})

test('a stream is its head, its frames on both sides, and its end', () => {
  const upstream = {
    at_ms: 2,
    answered_ms: 3,
    request,
    response,
    frames: { kept: [{ at_ms: 3.5, brief: 'one', text: '{}' }], left_out: 7 },
  }
  const frames = { kept: [{ at_ms: 4, brief: 'one', text: '{}' }], left_out: 0 }
  expect(linesOf({ ...exchange, end: 'cut', upstream, frames }).slice(2)).toEqual([
    '3 | server > proxy | 200',
    '3 | proxy > sdk | 200 | passed on as it is',
    '3.5 | server > proxy | one | 7 more frames follow',
    '4 | proxy > sdk | one',
    '6.5 | proxy > sdk | stream cut off',
  ])
})

test('an SDK that leaves is no fault of the wire', () => {
  const frames = { kept: [{ at_ms: 4, brief: 'one', text: '{}' }], left_out: 0 }
  const left = { ...exchange, end: 'closed_by_client', upstream: null }
  const goes = '6.5 | sdk > proxy | closed by the SDK'
  expect(linesOf({ ...left, response: null }).at(-1)).toBe(goes)
  expect(linesOf({ ...left, frames }).at(-1)).toBe(goes)
})

test('what is still open when the run ends comes last', () => {
  const open = { ...exchange, ended_ms: null, end: 'open', response: null, upstream: null }
  expect(linesOf(open, exchange).at(-1)).toBe(
    'Infinity | proxy > sdk | nothing: still open at the end',
  )
})

test('an outcome has its step and the waits that were asked for', () => {
  const outcome = { at_ms: 9, step: 'steps[0]', brief: 'ok', sleeps_ms: [250, 1500], text: '{}' }
  const trace: RunTrace = { exchanges: [], left_out: 0, outcomes: [outcome], checked: [] }
  expect(timelineOf(trace)).toMatchObject([
    { label: 'steps[0]: ok', notes: ['asked to sleep 250 ms, 1.5 s'], payload: ['{}'] },
  ])
})
