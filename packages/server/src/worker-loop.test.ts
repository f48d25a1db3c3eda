import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import type { Worker, WorkerContext } from './module.ts'
import { createSqliteStore } from './store/sqlite/index.ts'
import { manualClock } from './testing/index.ts'
import { WorkerLoop } from './worker-loop.ts'

const clock = manualClock()
const store = createSqliteStore({
  path: ':memory:',
  clock,
  catalogue: { check: () => ({ resource: 'x' }) },
})
const context: WorkerContext = { store, clock, log: pino({ enabled: false }) }

test('workers run at their pace, once at a time, and go on after a failure', async () => {
  vi.useFakeTimers()
  let runs = 0
  const worker: Worker = {
    name: 'test',
    everyMs: 100,
    async run() {
      runs += 1
      if (runs === 2) throw new Error('once')
    },
  }
  const loop = new WorkerLoop([worker], context)
  loop.start()
  loop.start()
  await vi.advanceTimersByTimeAsync(350)
  expect(runs).toBe(3)
  await loop.stop()
  expect(runs).toBe(4)
  await vi.advanceTimersByTimeAsync(1000)
  expect(runs).toBe(4)
  loop.start()
  await vi.advanceTimersByTimeAsync(1000)
  expect(runs, 'a stopped loop stays stopped').toBe(4)
  vi.useRealTimers()
})
