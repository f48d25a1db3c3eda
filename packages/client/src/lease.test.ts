import { expect, test, vi } from 'vitest'
import { createStubRuntime } from '../test/stub-runtime.ts'
import { settle } from '../test/stub-stream.ts'
import { APIError } from './errors.ts'
import { keepLease } from './lease.ts'

type Renew = (within: number, signal: AbortSignal) => Promise<unknown>

function setup(renew: Renew, claimedAt = 0) {
  const runtime = createStubRuntime()
  const onLost = vi.fn()
  const calls = vi.fn(renew)
  const stop = keepLease({ runtime, duration: 60_000, claimedAt, renew: calls, onLost })
  const pass = async (ms: number) => {
    runtime.advance(ms)
    await settle()
  }
  return { runtime, onLost, renew: calls, stop, pass }
}

const refused = APIError.from({
  message: '409 claim_lost',
  status: 409,
  headers: new Headers(),
  problem: undefined,
  retryable: false,
  retryAfter: undefined,
  operation: 'actions.renew',
})

test('it renews every third, each within that time, for as long as it runs', async () => {
  const { renew, onLost, pass, stop, runtime } = setup(async () => undefined)
  await pass(19_999)
  expect(renew).not.toHaveBeenCalled()
  await pass(1)
  for (let third = 1; third < 30; third++) await pass(20_000)
  expect(renew).toHaveBeenCalledTimes(30)
  expect(renew.mock.lastCall?.[0]).toBe(20_000)
  expect(onLost).not.toHaveBeenCalled()
  stop()
  expect(runtime.timers.size).toBe(0)
})

test('one failure is made good by the next renewal', async () => {
  let count = 0
  const { onLost, pass, stop } = setup(async () => {
    if (++count % 2) throw new TypeError('refused')
  })
  for (let third = 0; third < 20; third++) await pass(20_000)
  expect(onLost).not.toHaveBeenCalled()
  stop()
})

test('without one that succeeds, it is lost when the server gives it up, not later', async () => {
  const { onLost, pass, runtime, renew } = setup(async () => {
    throw new TypeError('refused')
  }, -5000)
  await pass(20_000)
  await pass(20_000)
  await pass(14_999)
  expect(onLost).not.toHaveBeenCalled()
  await pass(1)
  expect(onLost).toHaveBeenCalledExactlyOnceWith(undefined)
  expect(renew).toHaveBeenCalledTimes(2)
  expect(runtime.timers.size).toBe(0)
})

test('a renewal counts from when it was sent', async () => {
  const answers: (() => void)[] = []
  const { onLost, pass } = setup(() => new Promise<void>((resolve) => answers.push(resolve)))
  await pass(20_000)
  await pass(19_000)
  answers[0]?.()
  await settle()
  // Two more are not answered.
  for (const ms of [1000, 20_000, 19_999]) await pass(ms)
  expect(onLost).not.toHaveBeenCalled()
  await pass(1)
  expect(onLost).toHaveBeenCalledOnce()
})

test('a refusal loses it at once', async () => {
  const { onLost, pass, runtime } = setup(async () => {
    throw refused
  })
  await pass(20_000)
  expect(onLost).toHaveBeenCalledExactlyOnceWith(refused)
  expect(runtime.timers.size).toBe(0)
})

test('the end aborts a renewal under way, and whatever it still says changes nothing', async () => {
  const answers: { resolve: () => void; reject: (error: Error) => void }[] = []
  const { renew, onLost, pass, stop, runtime } = setup(
    () => new Promise<void>((resolve, reject) => answers.push({ resolve, reject })),
  )
  await pass(20_000)
  await pass(20_000)
  stop()
  expect(renew.mock.calls.map(([, signal]) => signal.aborted)).toEqual([true, true])
  answers[0]?.resolve()
  answers[1]?.reject(refused)
  await settle()
  expect(onLost).not.toHaveBeenCalled()
  expect(runtime.timers.size).toBe(0)
})
