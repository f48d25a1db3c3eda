import { expect, test } from 'vitest'
import type { Value } from '../expect/value.ts'
import type { RecordedRequest, RecordedResponse } from '../proxy/recording.ts'
import type { SseFrame } from '../proxy/sse-frame.ts'
import { readArtifact } from './artifact.ts'
import { Conformance } from './conformance.ts'
import { type Operation, readOperations } from './operation.ts'
import { requiredResponses } from './required-responses.ts'
import { Routes } from './route.ts'

const artifact = readArtifact()
const operations = readOperations(artifact)
const routes = new Routes(operations)
const conformance = new Conformance(artifact, routes)

function operation(id: string): Operation {
  const found = operations.find((candidate) => candidate.id === id)
  if (!found) throw new Error(id)
  return found
}

const problem = {
  type: '/errors/not_found',
  title: 'No such resource',
  status: 404,
  detail: 'there is no such agent',
  instance: '/api/v1/agents/a',
  code: 'not_found',
  request_id: 'req_1',
  retryable: false,
}

const get: RecordedRequest = {
  method: 'GET',
  target: '/api/v1/agents/a',
  headers: [],
  body: Buffer.alloc(0),
}

function answer(status: number, body: unknown, contentType: string): RecordedResponse {
  return {
    status,
    headers: [
      ['X-Request-Id', 'req_1'],
      ['Content-Type', contentType],
    ],
    body: Buffer.from(JSON.stringify(body)),
  }
}

test('required responses follow from what an operation is', () => {
  expect(requiredResponses(operation('agents.upsert'))).toEqual([
    200, 400, 401, 403, 409, 412, 413, 415, 422, 429, 500, 503,
  ])
  expect(requiredResponses(operation('agents.get'))).toEqual([
    200, 401, 403, 404, 422, 429, 500, 503,
  ])
  expect(requiredResponses(operation('ops.live'))).toEqual([200])
})

test('documenting less does not ask for less', () => {
  const silent = { ...operation('agents.upsert'), documented: [200] }
  expect(requiredResponses(silent)).toEqual(requiredResponses(operation('agents.upsert')))
})

test('an operation that is added is asked for without an edit here', () => {
  const item = artifact.paths['/agents/{agent_id}/heartbeat']?.post
  const added = structuredClone(artifact)
  added.paths['/agents/{agent_id}/ping'] = {
    post: { ...item, operationId: 'agents.ping' } as never,
  }
  const found = readOperations(added).find(({ id }) => id === 'agents.ping')
  expect(found && requiredResponses(found)).toEqual(
    requiredResponses(operation('agents.heartbeat')),
  )
})

test('routes are found under every prefix, and literals win over parameters', () => {
  expect(routes.find('GET', '/api/v1/agents/a?x=1')?.id).toBe('agents.get')
  expect(routes.find('GET', '/api/agents/a')?.id).toBe('agents.get')
  expect(routes.find('GET', '/health/ready')?.id).toBe('ops.ready')
  expect(routes.find('DELETE', '/api/v1/agents/a')).toBeUndefined()
})

test('a documented problem conforms', () => {
  expect(conformance.judge(get, answer(404, problem, 'application/problem+json')).faults).toEqual(
    [],
  )
})

const wrong: [string, RecordedResponse, string][] = [
  [
    'an undocumented status',
    answer(418, problem, 'application/problem+json'),
    '418 is not documented',
  ],
  ['a wrong content type', answer(404, problem, 'application/json'), 'content type'],
  [
    'a code of another status',
    answer(404, { ...problem, code: 'rate_limited' }, 'application/problem+json'),
    'code rate_limited is a 429',
  ],
  [
    'a code that the operation does not document',
    answer(403, { ...problem, status: 403, code: 'scope_exceeded' }, 'application/problem+json'),
    'does not document scope_exceeded',
  ],
  [
    'a status that the problem does not name',
    answer(404, { ...problem, status: 400 }, 'application/problem+json'),
    'another status',
  ],
  ['a resource without its ETag', answer(200, {}, 'application/json'), 'no etag'],
  ['an answer without its limit', answer(200, {}, 'application/json'), 'no ratelimit'],
  ['a body of another shape', answer(200, { id: 'a' }, 'application/json'), "property 'org_id'"],
  [
    'a limit without Retry-After',
    answer(429, problem, 'application/problem+json'),
    'no Retry-After',
  ],
  [
    'an answer without a request id',
    { ...answer(200, {}, 'application/json'), headers: [] },
    'X-Request-Id',
  ],
]

test.each(wrong)('%s does not conform', (_, response, fault) => {
  expect(conformance.judge(get, response).faults.join()).toContain(fault)
})

const stream: RecordedRequest = { ...get, target: '/api/v1/stream?types=agent.*' }
const head: RecordedResponse = {
  status: 200,
  headers: [
    ['Content-Type', 'text/event-stream'],
    ['X-Request-Id', 'req_1'],
    ['RateLimit', '1'],
    ['RateLimit-Policy', '1'],
  ],
  body: Buffer.alloc(0),
}
const happened = {
  id: 'evt_01KA8Z3G5W0000000001000000',
  org_id: 'org_01KA8Z3G5W8Q0T4E6R2Y7V9N1M',
  seq: 7,
  event: 'org.created',
  timestamp: '2026-02-13T18:00:00.000Z',
  version: 'v1',
  trace_id: null,
  actor: { type: 'system', id: null },
  resource: { type: 'org', id: 'org_01KA8Z3G5W8Q0T4E6R2Y7V9N1M' },
  payload: artifact.components.schemas.OrgEvent?.examples?.[0] ?? {
    org: artifact.components.schemas.Org?.examples?.[0],
  },
}
const frame = {
  at_ms: 0,
  id: happened.id,
  event: 'org.created',
  data: happened as unknown as Value,
}

test('heartbeats, events and resets conform', () => {
  const reset = artifact.components.schemas.StreamReset?.examples?.[0] as Value
  const frames = [
    { at_ms: 0, retry: '500' },
    { at_ms: 0, id: happened.id },
    frame,
    { at_ms: 0, id: happened.id, event: 'reset', data: reset },
  ]
  expect(conformance.judge(stream, head, frames)).toMatchObject({
    faults: [],
    operation: { id: 'events.stream', securityAlternatives: ['apiKey', 'streamToken'] },
  })
})

const wrongFrames: [string, Partial<SseFrame>, string][] = [
  ['no envelope', { data: { id: happened.id, event: 'org.created' } }, "property 'org_id'"],
  ['text in place of JSON', { data: 'text' }, 'must be object'],
  ['a payload of another event', { event: 'agent.created' }, "property 'agent'"],
  ['an id that is not the event’s', { id: 'evt_01KA8Z3G5W0000000002000000' }, 'another event'],
  ['an event that is not in the catalogue', { event: 'org.sold' }, 'not in the catalogue'],
  ['a reset without a reason', { event: 'reset', data: { cursor: null } }, "property 'reason'"],
]

test.each(wrongFrames)('a frame with %s does not conform', (_, change, fault) => {
  const { faults } = conformance.judge(stream, head, [{ ...frame, ...change }])
  expect(faults.join()).toContain(fault)
})

test('a stream that says it is something else does not conform', () => {
  const headers: RecordedResponse['headers'] = [['Content-Type', 'text/plain']]
  expect(conformance.judge(stream, { ...head, headers }).faults.join()).toContain('content type')
})
