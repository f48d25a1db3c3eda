import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Turns } from './turns.ts'

const never = () => new Promise<never>(() => undefined)
const overrun = /waited for something/

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('in production a unit is given up when its own time is over', async () => {
  const turns = new Turns({ strict: false, limitMs: 100 })
  const order: string[] = []
  const note = (name: string) => (error: Error) =>
    order.push(`${name}: ${overrun.test(error.message)}`)
  void turns.run(never).catch(note('first'))
  vi.advanceTimersByTime(60)
  void turns.run(never).catch(note('second'))
  await expect(turns.run(async () => 'quick')).resolves.toBe('quick')
  await vi.advanceTimersByTimeAsync(40)
  expect(order).toEqual(['first: true'])
  await vi.advanceTimersByTimeAsync(59)
  expect(order).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(order).toEqual(['first: true', 'second: true'])
  expect(vi.getTimerCount()).toBe(0)
})

test('in development a unit is given up at once', async () => {
  const turns = new Turns({ strict: true, limitMs: 1e6 })
  const failed = expect(turns.run(never)).rejects.toThrow(overrun)
  await expect(turns.run(async () => 'done')).resolves.toBe('done')
  vi.runAllTimers()
  await failed
})
