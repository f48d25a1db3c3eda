import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { rejection } from '../test/stub-fetch.ts'
import { defaultRuntime, resolveRuntime } from './runtime.ts'

test('chance is at least 0 and less than 1, and anywhere between', () => {
  const values = Array.from({ length: 1000 }, () => defaultRuntime.random())
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
  // That a thousand leave out a tenth happens once in 10^45 times.
  expect(new Set(values.map((value) => Math.floor(value * 10))).size).toBe(10)
})

test('a sleep ends in time, and leaves no listener', async () => {
  const { signal } = new AbortController()
  await defaultRuntime.sleep(0, signal)
  await defaultRuntime.sleep(1, signal)
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

test('a sleep ends when its signal aborts', async () => {
  const controller = new AbortController()
  const sleeping = defaultRuntime.sleep(60_000, controller.signal)
  controller.abort('enough')
  expect(await rejection(sleeping)).toBe('enough')
})

test('functions of an own runtime keep their object; the others are the default ones', () => {
  class Clock {
    at = 5
    now(): number {
      return this.at
    }
  }
  const runtime = resolveRuntime(new Clock())
  expect(runtime.now()).toBe(5)
  expect(runtime.monotonic).toBe(defaultRuntime.monotonic)
})

test('a timer that was cancelled does not call back', async () => {
  let called = 0
  const cancel = defaultRuntime.timer(1, () => called++)
  cancel()
  await new Promise<void>((resolve) => defaultRuntime.timer(5, resolve))
  expect(called).toBe(0)
})
