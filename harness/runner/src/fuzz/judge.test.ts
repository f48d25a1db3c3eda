import { expect, test } from 'vitest'
import { readArtifact } from '../contract/artifact.ts'
import { readOperations } from '../contract/operation.ts'
import { Routes } from '../contract/route.ts'
import type { Fields } from '../expect/value.ts'
import type { Exchange, HeaderList } from '../proxy/recording.ts'
import type { RunResult } from '../run/result.ts'
import type { Scenario, Step } from '../scenario/scenario.ts'
import { makeResult } from '../testing/make-result.ts'
import { findWrongs, judgePlay } from './judge.ts'

const routes = new Routes(readOperations(readArtifact()))
const drawn: Scenario = { id: 'agents/one', domain: 'fuzz', title: '', proves: [], steps: [] }

function run(subject: string, steps: Fields[], more: Partial<RunResult> = {}): RunResult {
  return makeResult({ subject, trace: { steps, wire: [], ledger: {} }, ...more })
}

interface Said {
  method?: string
  target?: string
  status?: number
  body?: unknown
  sent?: HeaderList
  headers?: HeaderList
}

function exchange({
  method = 'GET',
  target = '/api/v1/agents/a-1',
  status = 200,
  body = { id: 'a-1' },
  sent = [],
  headers = [],
}: Said): Exchange {
  const response = {
    status,
    headers: [['X-Request-Id', 'req_1'], ['Content-Type', 'application/json'], ...headers],
    body: Buffer.from(JSON.stringify(body)),
  } as Exchange['response'] & object
  const request = { method, target, headers: sent, body: Buffer.alloc(0) }
  const upstream = { at_ms: 0, answered_ms: 1, request, response }
  return {
    at_ms: 0,
    ended_ms: 1,
    connection: 1,
    fault: null,
    end: 'answered',
    request,
    response,
    upstream,
  }
}

const kindsOf = (outcomes: Fields[], exchanges: Exchange[], steps: Step[] = []) =>
  findWrongs(routes, { ...drawn, steps }, run('node', outcomes, { exchanges })).map(
    ([kind]) => kind,
  )

test('subjects that differ are a finding, of the place without its numbers', () => {
  const one = run('node', [{ ok: { id: 'a-1' } }])
  const other = run('python-sync', [{ ok: { id: 'a-2' } }])
  expect(judgePlay(routes, drawn, [one, one])).toEqual([])
  expect(judgePlay(routes, drawn, [one, other])).toMatchObject([
    { subject: 'python-sync', kind: 'differs at steps[].ok.id' },
  ])
})

test('a check that failed is a finding', () => {
  const failures = [{ path: 'upstream', message: '500 is not documented' }]
  expect(judgePlay(routes, drawn, [run('node', [], { failures })])).toEqual([
    { subject: 'node', kind: 'upstream', what: 'upstream: 500 is not documented' },
  ])
})

test('a server that fails without being asked to is wrong, even where all agree', () => {
  const crash = exchange({ status: 500 })
  expect(kindsOf([], [crash])).toEqual(['crash'])
  const asked: Step = { server: { fault: { operation: 'agents.get', kind: 'crash' } } }
  expect(kindsOf([], [crash], [asked])).toEqual([])
})

test('two effects under one key are wrong, a replay is not', () => {
  const write = { method: 'POST', target: '/api/v1/sessions', status: 201 }
  const sent: HeaderList = [
    ['Idempotency-Key', 'k-1'],
    ['Authorization', 'Bearer a'],
  ]
  const first = exchange({ ...write, sent })
  const replay = exchange({ ...write, sent, headers: [['Idempotency-Replayed', 'true']] })
  const ofAnother = exchange({
    ...write,
    sent: [
      ['Idempotency-Key', 'k-1'],
      ['Authorization', 'Bearer b'],
    ],
  })
  expect(kindsOf([], [first, replay, ofAnother])).toEqual([])
  expect(kindsOf([], [first, first])).toEqual(['doubled'])
  // What only reads may be asked twice.
  const reading = exchange({ method: 'POST', target: '/api/v1/policies/simulate', sent })
  expect(kindsOf([], [reading, reading])).toEqual([])
})

test('an SDK that tells something else than the server has said is wrong', () => {
  const response = { status: 200, request_id: 'req_1' }
  const wire = [exchange({})]
  expect(kindsOf([{ ok: { id: 'a-1' }, response }], wire)).toEqual([])
  expect(kindsOf([{ ok: { id: 'a-2' }, response }], wire)).toEqual(['unfaithful'])
  expect(kindsOf([{ ok: { id: 'a-1' }, response: { ...response, status: 201 } }], wire)).toEqual([
    'unfaithful',
  ])
  const refused = [exchange({ status: 404, body: { code: 'not_found' } })]
  const error = { status: 404, request_id: 'req_1', problem: { code: 'not_found' } }
  expect(kindsOf([{ error }], refused)).toEqual([])
  expect(kindsOf([{ error: { ...error, problem: { code: 'other' } } }], refused)).toEqual([
    'unfaithful',
  ])
})

test('a problem is told without secrets, and one that is told is a finding', () => {
  const status = 401
  const body = {
    code: 'invalid_api_key',
    detail: 'quite cox_invite_a',
    errors: [{ message: 'q' }],
  }
  const sent: HeaderList = [['authorization', 'Bearer q']]
  const told = (problem: Fields) =>
    kindsOf(
      [{ error: { status, request_id: 'req_1', problem } }],
      [exchange({ status, body, sent })],
    )
  const [detail, errors] = ['[redacted]uite [redacted]', [{ message: '[redacted]' }]]
  expect(told({ code: 'invalid_api_key', detail, errors })).toEqual([])
  expect(told({ ...body, detail })).toEqual(['unfaithful'])
  expect(told({ ...body, errors })).toEqual(['unfaithful'])
  // What was asked for is told as it is.
  const response = { status: 200, request_id: 'req_1' }
  expect(
    kindsOf([{ ok: { id: 'q-1' }, response }], [exchange({ body: { id: 'q-1' }, sent })]),
  ).toEqual([])
})
