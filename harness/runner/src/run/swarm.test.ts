import { expect, test } from 'vitest'
import { countAll } from './swarm.ts'

const written = [1, 2, 3].map((seq) => ({ id: `evt_${seq}`, seq }))
const got = (...seqs: number[]) => seqs.map((seq) => ({ seq, event: 'agent.updated' }))
const none = { lost: 0, doubled: 0, reordered: 0, resets: 0 }

test('everything once and in order is nothing to complain of', () => {
  expect(countAll(written, [got(1, 2, 3), got(1, 2, 3)])).toEqual({ ...none, delivered: 6 })
})

test('what one subscriber lacks, has twice, or has too late is counted', () => {
  const right = got(1, 2, 3)
  expect(countAll(written, [right, got(1, 3)])).toMatchObject({ ...none, lost: 1 })
  expect(countAll(written, [right, got(1, 2, 2, 3)])).toMatchObject({ ...none, doubled: 1 })
  expect(countAll(written, [right, got(2, 1, 3)])).toMatchObject({ ...none, reordered: 1 })
})

test('a reset is told, whatever was given', () => {
  const reset = { event: 'reset', id: 'evt_3' }
  expect(countAll(written, [[...got(1, 2, 3), reset]])).toMatchObject({ ...none, resets: 1 })
})
