import { getEventListeners } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { type Answer, json, problem, rejection } from '../test/stub-fetch.ts'
import {
  act,
  action,
  approval,
  asked,
  createGovernanceStub,
  type GovernanceStub,
  request,
  type Step,
} from '../test/stub-governance.ts'
import { settle } from '../test/stub-stream.ts'
import { CoxswainError, GovernedError } from './errors.ts'

type Answers = Partial<Record<Step, Answer>>

let stub: GovernanceStub
const controllers: AbortController[] = []

function setup(answers: Answers = {}): GovernanceStub {
  stub = createGovernanceStub(answers)
  return stub
}

function _createSignal(): AbortController {
  const controller = new AbortController()
  controllers.push(controller)
  return controller
}

// Whatever happened, nothing is left of it.
afterEach(async () => {
  await settle()
  expect(stub.runtime.timers.size).toBe(0)
  for (const { signal } of controllers.splice(0))
    expect(getEventListeners(signal, 'abort')).toEqual([])
})

const down = new TypeError('refused')
const never: Answer = () => new Promise(() => undefined)
const run = () => vi.fn(async (_: unknown) => 'done')

test('what is allowed is claimed, run once with its act, and told', async () => {
  const { client, steps, bodies } = setup()
  const fn = run()
  const done = await client.governed(request, fn)
  expect(done).toEqual({
    result: 'done',
    action: action({ status: 'completed' }),
    approval: null,
  })
  expect(fn).toHaveBeenCalledExactlyOnceWith({
    act,
    action: action({ status: 'running', claim_id: 'clm_1' }),
    signal: expect.any(AbortSignal),
  })
  expect(steps).toEqual(['create', 'claim', 'outcome'])
  expect(bodies('create')).toEqual([request])
  expect(bodies('claim')).toEqual([{ lease_seconds: 60 }])
  expect(bodies('outcome')).toEqual([{ claim_id: 'clm_1', outcome: 'completed' }])
})

test('a callback need not be asynchronous', async () => {
  const { client } = setup()
  expect((await client.governed(request, () => 5)).result).toBe(5)
})

test('where a person must decide, it waits, and says so once', async () => {
  const { client, steps } = setup(asked)
  const order: string[] = []
  const onWaiting = vi.fn(async () => {
    await settle()
    order.push(steps.join(' '))
  })
  const done = await client.governed(request, run(), { onWaiting })
  expect(onWaiting).toHaveBeenCalledExactlyOnceWith(approval())
  expect(order).toEqual(['create approval'])
  expect(steps).toEqual(['create', 'approval', 'wait', 'get', 'claim', 'outcome'])
  expect(done.approval).toEqual(approval({ status: 'approved' }))
})

test('without `onWaiting` the approval is not fetched beforehand', async () => {
  const { client, steps } = setup(asked)
  await client.governed(request, run())
  expect(steps).toEqual(['create', 'wait', 'get', 'claim', 'outcome'])
})

test.each<[string, string, Answers, boolean]>([
  ['blocked', 'action_blocked', { create: json(action({ status: 'blocked' })) }, false],
  ['denied', 'action_denied', { ...asked, get: json(action({ status: 'denied' })) }, false],
  ['expired', 'approval_expired', { ...asked, get: json(action({ status: 'expired' })) }, false],
  [
    'cancelled',
    'action_cancelled',
    { ...asked, get: json(action({ status: 'cancelled' })) },
    false,
  ],
  ['unknown', 'action_not_approved', { create: json(action({ status: 'escalated' })) }, true],
  ['no own word', 'action_not_approved', { create: json(action({ status: 'constructor' })) }, true],
  [
    'still pending',
    'action_not_approved',
    { ...asked, get: json(action({ status: 'pending_approval' })) },
    true,
  ],
  [
    'running by another',
    'action_not_approved',
    { create: json(action({ status: 'running' })) },
    true,
  ],
  [
    'not running once claimed',
    'action_not_approved',
    { claim: json(action({ status: 'queued' })) },
    true,
  ],
  ['denied after all', 'action_denied', { claim: json(action({ status: 'denied' })) }, false],
])('an action that is %s is not run: %s', async (_, code, answers, cancelled) => {
  const { client, steps, bodies } = setup(answers)
  const fn = run()
  const error = await rejection(client.governed(request, fn))
  expect(error).toBeInstanceOf(GovernedError)
  expect(error).toMatchObject({ code, ran: false, operation: 'governed', action: { id: 'act_1' } })
  expect(fn).not.toHaveBeenCalled()
  expect(steps.includes('cancel')).toBe(cancelled)
  if (cancelled) expect(bodies('cancel')).toEqual([{ reason: `not run: ${code}` }])
})

test('a denial says what the person said', async () => {
  const said = json(approval({ status: 'denied', message: 'not on Friday' }))
  const { client } = setup({ ...asked, wait: said, get: json(action({ status: 'denied' })) })
  const error = (await rejection(client.governed(request, run()))) as GovernedError
  expect(error.message).toBe('action denied (act_1): not on Friday')
  expect(error.approval).toMatchObject({ message: 'not on Friday' })
  expect(error.action.status).toBe('denied')
})

const changed = { type: 'shell', command: 'kubectl get deploy' }
const modified: Answers = {
  ...asked,
  get: json(action({ approved_act: changed })),
  claim: json(action({ status: 'running', claim_id: 'clm_1', approved_act: changed })),
}

test('a modified act is not run unasked', async () => {
  const { client, steps, bodies } = setup(modified)
  const fn = run()
  const error = await rejection(client.governed(request, fn))
  expect(error).toMatchObject({ code: 'act_modified', action: { approved_act: changed } })
  expect(fn).not.toHaveBeenCalled()
  expect(steps).toEqual(['create', 'wait', 'get', 'cancel'])
  expect(bodies('cancel')).toEqual([{ reason: 'not run: act_modified' }])
})

test('with `acceptModified` it is the modified act that is run', async () => {
  const { client } = setup(modified)
  const fn = run()
  await client.governed(request, fn, { acceptModified: true })
  expect(fn.mock.lastCall?.[0]).toMatchObject({ act: changed })
})

test('the act cannot change under way', async () => {
  const own = { type: 'shell' as const, command: 'echo AKIAIOSFODNN7EXAMPLE' }
  const mutable = { ...request, act: { ...own } }
  const { client, bodies } = setup(asked)
  const fn = run()
  const onWaiting = () => {
    mutable.act.command = 'rm -rf /'
  }
  await client.governed(mutable, fn, { onWaiting })
  expect(fn.mock.lastCall?.[0]).toMatchObject({ act: own })
  // What the server stores is scrubbed.
  expect(bodies('create')).toMatchObject([
    { act: { command: 'echo [redacted:aws-access-key-id]' } },
  ])
})

class CallbackError extends Error {
  override name = 'CallbackError'
}
const long = '😀'.repeat(3000)
test.each<[string, unknown, string]>([
  ['an error', new CallbackError('boom'), 'CallbackError: boom'],
  ['an error without words', new CallbackError(), 'CallbackError'],
  ['a text', 'boom', 'boom'],
  ['half a character', new Error('\ud800'), 'Error: \ufffd'],
  ['a long story', new Error(long), `Error: ${'😀'.repeat(1993)}`],
])(
  'a callback that throws %s has failed, and its error is thrown as it is',
  async (_, thrown, told) => {
    for (const fn of [
      () => {
        throw thrown
      },
      () => Promise.reject(thrown),
    ]) {
      const { client, bodies, steps } = setup()
      expect(await rejection(client.governed(request, fn))).toBe(thrown)
      expect(steps).toEqual(['create', 'claim', 'outcome'])
      const outcome = { claim_id: 'clm_1', outcome: 'failed', error_message: told }
      expect(bodies('outcome')).toEqual([outcome])
    }
  },
)

test('a callback’s error is thrown even where it can be neither told nor written', async () => {
  const thrown = Object.create(null)
  const { client } = setup()
  expect(await rejection(client.governed(request, () => Promise.reject(thrown)))).toBe(thrown)
  setup({ outcome: down })
  expect(await rejection(stub.client.governed(request, () => Promise.reject(thrown)))).toBe(thrown)
})

/** A callback that goes on until it is told to. */
function createWork() {
  let end: (value: string) => void = () => undefined
  let signal: AbortSignal | undefined
  const promise = new Promise<string>((resolve) => {
    end = resolve
  })
  const fn = vi.fn((given: { signal: AbortSignal }) => {
    signal = given.signal
    return promise
  })
  return { fn, end: (value = 'done') => end(value), signal: () => signal }
}

test('the claim is renewed while the callback runs, and not after', async () => {
  const { client, runtime, steps, bodies } = setup()
  const work = createWork()
  const done = client.governed(request, work.fn, { leaseSeconds: 30 })
  await settle()
  for (let third = 0; third < 7; third++) {
    runtime.advance(10_000)
    await settle()
  }
  work.end()
  await done
  runtime.advance(100_000)
  await settle()
  expect(steps).toEqual(['create', 'claim', ...Array(7).fill('renew'), 'outcome'])
  expect(bodies('renew')[0]).toEqual({ claim_id: 'clm_1', lease_seconds: 30 })
})

test.each<[string, Answer, number]>([
  ['a renewal that is refused', problem(409, 'claim_lost'), 20_000],
  ['renewals that get no answer', never, 60_000],
  ['renewals that fail', down, 60_000],
])('%s: the callback is told to stop, and the outcome is tried', async (_, renew, lostAt) => {
  const { client, runtime, steps } = setup({ renew, outcome: problem(409, 'invalid_state') })
  const work = createWork()
  const error = rejection(client.governed(request, work.fn))
  await settle()
  for (let passed = 20_000; passed < lostAt; passed += 20_000) {
    runtime.advance(20_000)
    await settle()
  }
  expect(work.signal()?.aborted).toBe(false)
  runtime.advance(20_000)
  await settle()
  expect(work.signal()?.aborted).toBe(true)
  expect(work.signal()?.reason).toMatchObject({ code: 'lease_lost' })
  work.end('half')
  expect(await error).toMatchObject({
    code: 'lease_lost',
    ran: true,
    result: 'half',
    cause: { status: 409, code: 'invalid_state' },
    message: 'lease lost (act_1)',
  })
  expect(steps.at(-1)).toBe('outcome')
})

test('a lost lease whose outcome is accepted after all is no error', async () => {
  const { client, runtime } = setup({ renew: problem(409, 'claim_lost') })
  const work = createWork()
  const done = client.governed(request, work.fn)
  await settle()
  runtime.advance(20_000)
  await settle()
  work.end()
  expect(await done).toMatchObject({ result: 'done' })
})

test('a lost lease comes before what the callback threw because of it', async () => {
  const { client, runtime } = setup({ renew: problem(409, 'x'), outcome: problem(409, 'y') })
  const stopped = new Error('stopped')
  const fn = ({ signal }: { signal: AbortSignal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(stopped)))
  const error = rejection(client.governed(request, fn))
  await settle()
  runtime.advance(20_000)
  expect(await error).toMatchObject({ code: 'lease_lost', ran: true, cause: stopped })
})

test.each<[string, Answer]>([
  ['a server that is gone', down],
  ['a refusal', problem(409, 'invalid_state')],
])('an outcome that cannot be told keeps the result: %s', async (_, outcome) => {
  const { client } = setup({ outcome })
  const error = await rejection(client.governed(request, run()))
  expect(error).toBeInstanceOf(GovernedError)
  expect(error).toMatchObject({ code: 'outcome_unrecorded', ran: true, result: 'done' })
  expect((error as GovernedError).cause).toBeInstanceOf(CoxswainError)
})

test.each<[Step, Answer, Step[]]>([
  ['create', down, ['create']],
  ['create', problem(503, 'store_unavailable'), ['create']],
  ['create', new Response('{', { headers: { 'content-type': 'application/json' } }), ['create']],
  ['approval', down, ['create', 'approval', 'cancel']],
  ['wait', problem(404, 'not_found'), ['create', 'approval', 'wait', 'cancel']],
  ['get', down, ['create', 'approval', 'wait', 'get', 'cancel']],
  ['claim', down, ['create', 'approval', 'wait', 'get', 'claim', 'cancel']],
  [
    'claim',
    problem(403, 'agent_suspended'),
    ['create', 'approval', 'wait', 'get', 'claim', 'cancel'],
  ],
  ['claim', problem(409, 'already_claimed'), ['create', 'approval', 'wait', 'get', 'claim']],
])('a server that fails at `%s` runs nothing: %#', async (step, answer, expected) => {
  const { client, steps } = setup({ ...asked, [step]: answer, cancel: down })
  const fn = run()
  const error = await rejection(client.governed(request, fn, { onWaiting: () => undefined }))
  expect(error).toBeInstanceOf(CoxswainError)
  expect(error).not.toBeInstanceOf(GovernedError)
  expect(fn).not.toHaveBeenCalled()
  expect(steps).toEqual(expected)
})

test('a server that is gone for a while does not end the waiting', async () => {
  let failures = 20
  const approved = json(approval({ status: 'approved' }))
  const wait: Answer = () => {
    if (failures-- > 0) throw down
    return approved.clone()
  }
  const { client } = setup({ ...asked, wait })
  expect((await client.governed(request, run())).result).toBe('done')
})

test('cancelling is tried once, and given up after 5 s', async () => {
  const { client, runtime, steps } = setup({ ...asked, wait: problem(404, 'x'), cancel: never })
  const error = rejection(client.governed(request, run(), { maxRetries: 5, timeout: 60_000 }))
  await settle()
  runtime.advance(5000)
  expect(await error).toMatchObject({ status: 404 })
  expect(steps.filter((step) => step === 'cancel')).toHaveLength(1)
})

test('nobody who decides in time ends the waiting and the action', async () => {
  const { client, runtime, bodies } = setup({ ...asked, wait: never })
  const error = rejection(client.governed(request, run(), { approvalTimeout: 30_000 }))
  await settle()
  runtime.advance(30_000)
  expect(await error).toMatchObject({ code: 'deadline_exceeded', operation: 'approvals.wait' })
  expect(bodies('cancel')).toEqual([{ reason: 'not run: deadline_exceeded' }])
})

test('what `onWaiting` throws is thrown, and nothing is run', async () => {
  const boom = new Error('boom')
  for (const onWaiting of [
    () => Promise.reject(boom),
    () => {
      throw boom
    },
  ]) {
    const { client, steps, bodies } = setup(asked)
    expect(await rejection(client.governed(request, run(), { onWaiting }))).toBe(boom)
    expect(steps).toEqual(['create', 'approval', 'cancel'])
    expect(bodies('cancel')).toEqual([{ reason: 'not run: callback_failed' }])
  }
})

test('the options of calls reach every step, and every write has a key of its own', async () => {
  const { client, requests, steps } = setup(asked)
  const headers = { 'x-team': 'a' }
  await client.governed(request, run(), { headers, onWaiting: () => undefined })
  expect(requests.map((sent) => sent.headers['x-team'])).toEqual(steps.map(() => 'a'))
  const keys = requests.flatMap((sent) => sent.headers['idempotency-key'] ?? [])
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(3)
})

test('`maxRetries` is that of every step', async () => {
  let failures = 2
  const claimed = json(action({ status: 'running', claim_id: 'clm_1' }))
  const claim: Answer = () => {
    if (failures-- > 0) throw down
    return claimed.clone()
  }
  const { client, steps } = setup({ claim })
  await client.governed(request, run(), { maxRetries: 2 })
  expect(steps).toEqual(['create', 'claim', 'claim', 'claim', 'outcome'])
})

test.each([
  ['leaseSeconds', { leaseSeconds: 0 }],
  ['approvalTimeout', { approvalTimeout: -1 }],
  ['timeout', { timeout: Number.NaN }],
])('an impossible %s is refused at once', async (name, options) => {
  const { client, steps } = setup()
  const error = await rejection(client.governed(request, run(), options))
  expect(error).toMatchObject({ code: 'invalid_argument', message: expect.stringContaining(name) })
  expect(steps).toEqual([])
})

test('an act of another kind is never run', async () => {
  const other = { type: 'sql', statement: 'drop table users' }
  const { client } = setup({ ...asked, get: json(action({ approved_act: other })) })
  const fn = run()
  const error = await rejection(client.governed(request, fn, { acceptModified: true }))
  expect(error).toMatchObject({ code: 'act_modified' })
  expect(fn).not.toHaveBeenCalled()
})

test('a claim without its id is no leave to run', async () => {
  const { client } = setup({ claim: json(action({ status: 'running' })) })
  const fn = run()
  expect(await rejection(client.governed(request, fn))).toMatchObject({
    code: 'action_not_approved',
  })
  expect(fn).not.toHaveBeenCalled()
})

test('a block says why', async () => {
  const reasons = [{ message: 'no deploys on Friday' }]
  const { client } = setup({ create: json(action({ status: 'blocked', reasons })) })
  const error = (await rejection(client.governed(request, run()))) as Error
  expect(error.message).toBe('action blocked (act_1): no deploys on Friday')
})

test('an act that cannot be sent is refused at once', async () => {
  const { client, steps } = setup()
  const odd = { ...request, act: { ...act, command: Number.NaN } }
  const error = await rejection(client.governed(odd as never, run()))
  expect(error).toMatchObject({ code: 'invalid_argument' })
  expect(steps).toEqual([])
})
