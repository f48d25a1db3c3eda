import { expect, test } from 'vitest'
import { Arrivals } from './arrivals.ts'

test('what has come is counted by the run that it belongs to, until that is forgotten', () => {
  const arrivals = new Arrivals()
  const note = (requestId: string, operation: string) => arrivals.note({ requestId, operation })
  note('req_h1_1', 'agents.get')
  note('req_h1_2', 'agents.list')
  note('req_h12_1', 'agents.get')
  note('req_01KHC2HR800000000100000005', 'agents.get')
  expect(arrivals.count('req_h1_', undefined)).toBe(2)
  expect(arrivals.count('req_h1_', 'agents.get')).toBe(1)
  arrivals.forget('req_h1_')
  expect(arrivals.count('req_h1_', undefined)).toBe(0)
  expect(arrivals.count('req_h12_', 'agents.get')).toBe(1)
})

test('a long run can be forgotten', () => {
  const arrivals = new Arrivals()
  for (let count = 0; count < 300_000; count += 1) {
    arrivals.note({ requestId: `req_h${count % 3}_${count}`, operation: 'agents.get' })
  }
  arrivals.forget('req_h0_')
  expect(arrivals.count('req_h1_', undefined)).toBe(100_000)
})
