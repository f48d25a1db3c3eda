import { expect, test } from 'vitest'
import { type Fault, type FaultKind, Faults } from './faults.ts'

const read = 'select * from "policies" where "org_id" = ?'
const unit = (requestId: string, operation = 'guard.decide') => ({ operation, requestId })

function arm(kind: FaultKind, more: Partial<Fault> = {}): Faults {
  const faults = new Faults()
  faults.arm({ tag: 'req_1_', operation: 'guard.decide', kind, times: 1, ...more })
  return faults
}

test('a database that is down fails every statement of one request, and of no other', () => {
  const faults = arm('down')
  for (const sql of [read, 'insert into "decisions" values (1)']) {
    expect(() => faults.interrupt(unit('req_1_001'), sql)).toThrow('cannot be reached')
  }
  expect(() => faults.interrupt(unit('req_1_002'), read)).not.toThrow()
  expect(() => faults.interrupt(unit('req_2_001'), read)).not.toThrow()
})

test('policies that cannot be read fail alone', () => {
  const faults = arm('policy_read')
  const others = ['select * from "policies_old"', 'insert into "policies" values (1)']
  for (const sql of others) expect(() => faults.interrupt(unit('req_1_001'), sql)).not.toThrow()
  expect(() => faults.interrupt(unit('req_1_001'), read)).toThrow('policies cannot be read')
})

test('a fault is for its operation, or for any', () => {
  const own = arm('down')
  expect(() => own.interrupt(unit('req_1_001', 'agents.get'), read)).not.toThrow()
  const any = arm('down', { operation: '*' })
  expect(() => any.interrupt(unit('req_1_001', 'agents.get'), read)).toThrow('cannot be reached')
})

test('work that nobody asked for is left alone, and what is released is forgotten', () => {
  const faults = arm('down', { operation: '*' })
  expect(() => faults.interrupt({ operation: 'sweep', requestId: null }, read)).not.toThrow()
  faults.release('req_1_')
  expect(() => faults.interrupt(unit('req_1_001'), read)).not.toThrow()
})

test('a crash strikes once, after the work', () => {
  const faults = arm('crash')
  expect(() => faults.strike(unit('req_1_001'))).toThrow('a scenario asked for')
  expect(() => faults.strike(unit('req_1_002'))).not.toThrow()
})
