import { getEventListeners } from 'node:events'
import { afterEach, expect, test, vi } from 'vitest'
import { type Answer, json, rejection } from '../test/stub-fetch.ts'
import {
  action,
  asked,
  createGovernanceStub,
  type GovernanceStub,
  request,
  type Step,
} from '../test/stub-governance.ts'
import { settle } from '../test/stub-stream.ts'
import { AbortedError } from './errors.ts'

type Answers = Partial<Record<Step, Answer>>

let stub: GovernanceStub
const controllers: AbortController[] = []

function setup(answers: Answers = {}): GovernanceStub {
  stub = createGovernanceStub(answers)
  return stub
}

function createSignal(): AbortController {
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

const _down = new TypeError('refused')
const never: Answer = () => new Promise(() => undefined)
const run = () => vi.fn(async (_: unknown) => 'done')

test.each<[Step, Step[]]>([
  ['create', ['create']],
  ['approval', ['create', 'approval', 'cancel']],
  ['wait', ['create', 'approval', 'wait', 'cancel']],
  ['get', ['create', 'approval', 'wait', 'get', 'cancel']],
  ['claim', ['create', 'approval', 'wait', 'get', 'claim', 'cancel']],
])('a caller who gives up during `%s` runs nothing', async (step, expected) => {
  const controller = createSignal()
  const { client, steps, bodies, requests } = setup({ ...asked, [step]: never })
  const fn = run()
  const options = { signal: controller.signal, onWaiting: () => undefined }
  const error = rejection(client.governed(request, fn, options))
  await settle()
  controller.abort(new Error('enough'))
  expect(await error).toBeInstanceOf(AbortedError)
  expect(await error).toMatchObject({ cause: { message: 'enough' } })
  expect(fn).not.toHaveBeenCalled()
  expect(steps).toEqual(expected)
  if (step !== 'create') expect(bodies('cancel')).toEqual([{ reason: 'the caller cancelled' }])
  expect(requests.find(({ signal }) => signal.aborted)?.signal.aborted).toBe(true)
})

test('a caller who had given up before asks for nothing', async () => {
  const { client, steps } = setup()
  const error = await rejection(client.governed(request, run(), { signal: AbortSignal.abort() }))
  expect(error).toBeInstanceOf(AbortedError)
  expect(steps).toEqual([])
})

test('a caller who gives up just as the claim is answered runs nothing', async () => {
  const controller = createSignal()
  const claim: Answer = () => {
    const answer = json(action({ status: 'running', claim_id: 'clm_1' }))
    const read = answer.arrayBuffer.bind(answer)
    const value = async () => {
      const body = await read()
      // A few turns later the answer has passed the last of the transport's own checks.
      void Promise.resolve().then(async () => {
        for (let turn = 0; turn < 3; turn++) await undefined
        controller.abort()
      })
      return body
    }
    return Object.defineProperty(answer, 'arrayBuffer', { value })
  }
  const { client, steps } = setup({ claim })
  const fn = run()
  await rejection(client.governed(request, fn, { signal: controller.signal }))
  expect(fn).not.toHaveBeenCalled()
  expect(steps).toEqual(['create', 'claim', 'cancel'])
})

test.each(['resolves', 'rejects'])(
  'a caller who gives up during the run waits for its end, which %s',
  async (end) => {
    const controller = createSignal()
    const { client, steps, bodies } = setup()
    const fn = ({ signal }: { signal: AbortSignal }) =>
      new Promise((resolve, reject) =>
        signal.addEventListener('abort', () =>
          setImmediate(() => (end === 'resolves' ? resolve('late') : reject(signal.reason))),
        ),
      )
    const error = rejection(client.governed(request, fn, { signal: controller.signal }))
    await settle()
    expect(steps).toEqual(['create', 'claim'])
    controller.abort(new Error('enough'))
    expect(await error).toBeInstanceOf(AbortedError)
    expect(await error).toMatchObject({ cause: { message: 'enough' }, operation: 'governed' })
    expect(steps).toEqual(['create', 'claim', 'cancel'])
    expect(bodies('cancel')).toEqual([{ reason: 'the caller cancelled' }])
  },
)

test('a caller who gives up while the outcome is told still gets the result', async () => {
  const controller = createSignal()
  const completed = json(action({ status: 'completed' }))
  const outcome: Answer = () => {
    controller.abort()
    return completed.clone()
  }
  const { client } = setup({ outcome })
  const done = await client.governed(request, run(), { signal: controller.signal })
  expect(done.result).toBe('done')
})
