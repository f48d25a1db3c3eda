import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fields } from '../expect/value.ts'
import type { Scenario, Step } from '../scenario/scenario.ts'
import { openStage } from '../testing/open-stage.ts'
import { runScenario } from './run-scenario.ts'

let bench: Awaited<ReturnType<typeof openStage>>

beforeAll(async () => {
  bench = await openStage()
})

afterAll(() => bench.close())

async function run(steps: Step[], more: Partial<Scenario> = {}) {
  const scenario: Scenario = {
    id: 'test/one',
    domain: 'test',
    title: 'One',
    proves: [],
    given: [{ api: 'agents.upsert', path: ['a-1'], body: {} }],
    steps,
    ...more,
  }
  const { stage, driver } = bench
  const result = await runScenario({ stage, scenario, subject: 'node', driver, alone: true })
  return { ...result, told: result.failures.map(({ path, message }) => `${path}: ${message}`) }
}

const action = {
  agent_id: 'a-1',
  action_type: 'deploy',
  goal: 'Ship it',
  act: { type: 'shell', command: 'true' },
}
const work: Step[] = [{ governed: 'work', action }, { invoked: 'work' }]

test('work that is done proves its transitions', async () => {
  const { told, transitions } = await run(
    [
      ...work,
      { signal: 'work', expect: { cancelled: false } },
      { settle: 'work', return: 5 },
      {
        await: 'work',
        expect: { ok: { result: 5, approval: null }, invoked: { run: 1, on_waiting: 0 } },
      },
    ],
    { proves: ['transition:action.claim', 'transition:action.complete'] },
  )
  expect(told).toEqual([])
  expect(transitions).toEqual(['action.claim', 'action.complete'])
})

test('what a scenario says it proves must have happened at the server', async () => {
  const { told, transitions } = await run([{ call: 'agents.get', path: ['a-1'] }], {
    proves: ['transition:action.claim'],
  })
  expect(told).toEqual(['ledger.transitions: action.claim did not happen at the server'])
  expect(transitions).toEqual([])
})

test('what was done before the first step proves nothing', async () => {
  const { told } = await run([{ call: 'agents.get', path: ['a-1'] }], {
    proves: ['transition:action.allow'],
    given: [
      { api: 'agents.upsert', path: ['a-1'], body: {} },
      { api: 'actions.create', body: action },
    ],
  })
  expect(told).toEqual(['ledger.transitions: action.allow did not happen at the server'])
})

const wrong: [string, Step[], string][] = [
  [
    'a callback that is invoked although none was expected',
    [...work, { settle: 'work' }, { await: 'work', expect: { invoked: { run: 0 } } }],
    'invoked.run: expected 0, got 1',
  ],
  [
    'a callback that is awaited and never invoked',
    [{ governed: 'work', action: { ...action, agent_id: 'nobody-1' } }, { invoked: 'work' }],
    'work ended: ',
  ],
  [
    'an act that is not what was expected',
    [
      { governed: 'work', action },
      { invoked: 'work', expect: { act: { command: 'false' } } },
      { settle: 'work' },
      { await: 'work' },
    ],
    'act.command: expected "false", got "true"',
  ],
  [
    'an error of the callback where a result was expected',
    [...work, { settle: 'work', throw: 'boom' }, { await: 'work', expect: { ok: {} } }],
    'the call failed: CallbackError: boom',
  ],
  [
    'an event that does not come',
    [
      { stream: 'feed', query: { types: ['org.updated'] } },
      { next: 'feed', wait_ms: 50, expect: { items: [{ event: 'org.updated' }] } },
    ],
    'items.length: expected 1 items, got 0',
  ],
  [
    'an event of another kind',
    [
      { stream: 'feed', query: { last_event_id: 'evt_0' } },
      { next: 'feed', expect: { items: [{ event: 'agent.created' }] } },
    ],
    'items[0].event: expected "agent.created", got "reset"',
  ],
]

test.each(wrong)('red: %s', async (_, steps, message) => {
  expect((await run(steps)).told.join('\n')).toContain(message)
})

test('a run that fails leaves nothing under way', async () => {
  expect((await run([...work, { await: 'other' }])).told).toEqual([
    'run: no call named other is under way',
  ])
  expect(bench.driver.unanswered).toBe(0)
})

test('a callback that no step expects is told at once, and its driver lives on', async () => {
  const steps: Step[] = [
    { governed: 'work', action },
    { await: 'work', expect: { error: { code: 'action_blocked' }, invoked: { run: 0 } } },
  ]
  expect((await run(steps)).told).toEqual([
    'steps[1].invoked.run: expected 0, got 1',
    'run: steps[1]: work waits for what nobody expected',
  ])
  expect([bench.driver.alive, bench.driver.unanswered]).toEqual([true, 0])
})

test('an SDK that refuses to make a client has answered wrongly', async () => {
  const client = { timeout_ms: -1 }
  const { told, trace } = await run([{ call: 'agents.get', path: ['a-1'] }], { client })
  expect(told).toEqual([expect.stringMatching(/^client: was not made: CoxswainError: /)])
  expect(trace.steps).toEqual([{ error: expect.objectContaining({ class: 'CoxswainError' }) }])
})

test('a stream that is refused is told, and then it is over', async () => {
  const { told } = await run([
    { proxy: [{ when: { operation: 'events.stream' }, do: { respond: { status: 404 } } }] },
    { stream: 'feed' },
    { next: 'feed', expect: { items: [], error: { status: 404 } } },
    { next: 'feed', expect: { items: [], ended: true } },
  ])
  expect(told).toEqual([])
})

test('leaving a stream that waits closes its socket', async () => {
  const { told } = await run([
    { stream: 'feed' },
    { next: 'feed', wait_ms: 0, expect: { items: [] } },
    { until: { operation: 'events.stream', upstream: 1 } },
    { close_stream: 'feed' },
    { until: { open_connections: 0 } },
  ])
  expect(told).toEqual([])
})

test('a fault of the store, of reading policies and of an evaluator each strike once', async () => {
  const body = { agent_id: 'a-1', action_type: 'deploy', act: action.act }
  const ask = (ok: Fields): Step => ({ call: 'guard.decide', body, expect: { ok } })
  const { told } = await run(
    [
      { server: { fault: { operation: 'guard.decide', kind: 'policy_read' } } },
      ask({ decision: 'require_approval', fail_closed: true }),
      ask({ decision: 'allow', fail_closed: false }),
      { server: { evaluator: { does: 'answer', decision: 'block', message: 'no' } } },
      ask({ decision: 'block' }),
      { server: { evaluator: null } },
      ask({ decision: 'allow' }),
      { server: { fault: { operation: '*', kind: 'down' } } },
      { call: 'guard.decide', body, expect: { error: { status: 503, code: 'store_unavailable' } } },
      ask({ decision: 'allow' }),
    ],
    { client: { max_retries: 0 } },
  )
  expect(told).toEqual([])
})

test('time that passes is written down when workers run', async () => {
  const { told } = await run(
    [
      ...work,
      { server: { advance_ms: 61_000 } },
      { server: { work: true } },
      { settle: 'work' },
      { await: 'work', expect: { error: { class: 'GovernedError', ran: true } } },
    ],
    { proves: ['transition:action.lose'] },
  )
  expect(told).toEqual([])
})
