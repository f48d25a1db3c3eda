import { expect, test } from 'vitest'
import { WorkQueue } from './work-queue.ts'

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

function setUp(concurrency: number) {
  const ran: string[] = []
  const running = { now: 0, most: 0 }
  const queue = new WorkQueue<number>({
    concurrency,
    merge: (waiting, added) => Math.max(waiting, added),
    async run(key, task) {
      running.now += 1
      running.most = Math.max(running.most, running.now)
      await turn()
      ran.push(`${key}${task}`)
      running.now -= 1
    },
  })
  return { queue, ran, running }
}

test('what waits for one key becomes one task', async () => {
  const { queue, ran } = setUp(8)
  for (const task of [1, 3, 2]) queue.add('a', task)
  await queue.idle()
  expect(ran).toEqual(['a1', 'a3'])
})

test('several keys run at once, up to a limit', async () => {
  const { queue, ran, running } = setUp(2)
  for (const key of ['a', 'b', 'c', 'd']) queue.add(key, 1)
  await queue.idle()
  expect(ran).toEqual(['a1', 'b1', 'c1', 'd1'])
  expect(running.most).toBe(2)
})

test('a stopped queue lets finish what runs and drops the rest', async () => {
  const { queue, ran } = setUp(1)
  queue.add('a', 1)
  queue.add('b', 1)
  await queue.stop()
  queue.add('c', 1)
  await queue.idle()
  expect(ran).toEqual(['a1'])
})
