import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { createIds } from './ids.ts'
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
const context: WorkerContext = {
  store,
  clock,
  ids: createIds(clock),
  log: pino({ enabled: false }),
}

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

test('a run that is asked for waits for the one that is under way, started or not', async () => {
  const held = Promise.withResolvers<void>()
  let running = 0
  let most = 0
  let runs = 0
  const worker: Worker = {
    name: 'test',
    everyMs: 100,
    async run() {
      running += 1
      most = Math.max(most, running)
      await held.promise
      running -= 1
      runs += 1
    },
  }
  const loop = new WorkerLoop([worker], context)
  const both = [loop.runAll(), loop.runAll()]
  held.resolve()
  await Promise.all(both)
  expect([runs, most]).toEqual([2, 1])
})

test('what follows commits runs soon after them, gathered, in their orgs alone', async () => {
  vi.useFakeTimers()
  const ran: (string | undefined)[] = []
  const follower: Worker = {
    name: 'follower',
    everyMs: 100_000,
    afterCommits: true,
    run: async ({ orgId }) => {
      ran.push(orgId)
    },
  }
  const loop = new WorkerLoop(
    [{ ...follower, name: 'other', afterCommits: false }, follower],
    context,
  )
  loop.wake('org-early')
  loop.start()
  for (const orgId of ['org-a', 'org-b', 'org-a']) loop.wake(orgId)
  await vi.advanceTimersByTimeAsync(50)
  expect(ran).toEqual(['org-a', 'org-b'])
  loop.wake('org-c')
  await vi.advanceTimersByTimeAsync(50)
  expect(ran).toEqual(['org-a', 'org-b', 'org-c'])
  await loop.stop()
  vi.useRealTimers()
})
