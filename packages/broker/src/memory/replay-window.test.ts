import { expect, test } from 'vitest'
import { SerialisedEvent } from '../serialised-event.ts'
import { MemoryLog } from '../testing/index.ts'
import { ReplayWindow, type WindowBounds } from './replay-window.ts'

const org = 'org_a'

function setUp(bounds: Partial<WindowBounds> = {}) {
  const log = new MemoryLog()
  const window = new ReplayWindow(
    { ms: 1000, events: 100, bytes: 1e6, ...bounds },
    log.headNow(org),
  )
  const push = (now: number) => {
    for (const event of log.append(org)) window.push(new SerialisedEvent(event), now)
  }
  const seqs = () => window.after(window.base.seq, 1000).map(({ seq }) => seq)
  return { log, window, push, seqs }
}

test('an event that comes in sends out what has grown too old', () => {
  const { push, seqs } = setUp()
  for (const now of [0, 500, 1000, 1400, 1501]) push(now)
  expect(seqs()).toEqual([3, 4, 5])
})

test('a clock that steps back sends nothing out', () => {
  const { push, seqs } = setUp()
  for (const now of [5000, 100, 200]) push(now)
  expect(seqs()).toEqual([1, 2, 3])
})

test('the id before the oldest event is known, and none before that', () => {
  const { log, window, push } = setUp({ events: 2 })
  for (let now = 0; now < 5; now += 1) push(now)
  const known = [2, 3, 4, 5, 6].map((seq) => window.idAt(seq))
  expect(known).toEqual([null, ...[3, 4, 5].map((seq) => log.idAt(org, seq)), null])
})

test('the newest event stays, however large', () => {
  const { window, push, seqs } = setUp({ bytes: 1 })
  for (let now = 0; now < 3; now += 1) push(now)
  expect(seqs()).toEqual([3])
  expect(window.bytes).toBeGreaterThan(1)
})
