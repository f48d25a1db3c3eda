import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { rejection } from '../test/stub-fetch.ts'
import { createStubRuntime } from '../test/stub-runtime.ts'
import { guard } from './cancel.ts'
import { AbortedError } from './errors.ts'

const late = new Error('too late')

function setup(limit = Infinity) {
  const runtime = createStubRuntime()
  const controller = new AbortController()
  const { signal } = controller
  const operation = { id: 'x.y', method: 'GET', path: '/x', flags: '' } as const
  const run = (work: (inner: AbortSignal) => Promise<unknown>) =>
    guard({ signal, operation }, runtime, limit, () => late, work)
  const listeners = () => getEventListeners(signal, 'abort').length
  return { runtime, controller, run, listeners }
}

const never = () => new Promise<never>(() => undefined)

test('work that ends in time leaves neither listener nor timer behind', async () => {
  const { run, listeners, runtime } = setup(100)
  const running = run(async () => 'done')
  expect(listeners()).toBe(1)
  expect(await running).toBe('done')
  expect(listeners()).toBe(0)
  expect(runtime.timers.size).toBe(0)
})

test('work that fails leaves nothing behind either', async () => {
  const { run, listeners, runtime } = setup(100)
  expect(await rejection(run(() => Promise.reject(late)))).toBe(late)
  expect(listeners() + runtime.timers.size).toBe(0)
})

test('an abort ends work that ignores its signal', async () => {
  const { run, controller, listeners } = setup()
  const running = run(never)
  controller.abort('enough')
  const error = await rejection(running)
  expect(error).toBeInstanceOf(AbortedError)
  expect(error).toMatchObject({ cause: 'enough', operation: 'x.y', code: 'aborted' })
  expect(listeners()).toBe(0)
})

test('the signal that work was given aborts with the call', async () => {
  const { run, controller } = setup()
  const seen: AbortSignal[] = []
  const running = run((signal) => {
    seen.push(signal)
    return never()
  })
  controller.abort()
  await rejection(running)
  expect(seen[0]?.aborted).toBe(true)
})

test('a signal aborted before means that work never starts', async () => {
  const { run, controller } = setup()
  controller.abort()
  const error = await rejection(run(() => Promise.reject(new Error('started'))))
  expect(error).toBeInstanceOf(AbortedError)
})

test('time that is up ends work, to the millisecond', async () => {
  const { run, runtime } = setup(100)
  const running = run(never)
  runtime.advance(99)
  expect(runtime.timers.size).toBe(1)
  runtime.advance(1)
  expect(await rejection(running)).toBe(late)
})

test('where no time is left, work never starts', async () => {
  const { run } = setup(0)
  expect(await rejection(run(() => Promise.reject(new Error('started'))))).toBe(late)
})
