import { isFields } from '../../expect/value.ts'
import type { Flight, Move } from '../flight.ts'
import { away, drawAbsence } from './faults.ts'

/** Somebody waits for a decision, perhaps while the server is away, until it comes. */
export const wait: Move = async function* (flight) {
  const { chance, world } = flight
  // Who asked can't decide.
  const pending = world
    .of('approval')
    .filter(({ status, client }) => status === 'pending' && client === 'worker')
  if (pending.length === 0) return
  const approval = chance.pick(pending)
  const name = flight.name('w')
  const failures = chance.happens(0.4) ? chance.within(1, 4) : 0
  if (failures > 0) yield { proxy: away('approvals.wait', failures, chance, drawAbsence) }
  yield {
    call: 'approvals.waitFor',
    path: [approval.ref],
    client: 'worker',
    options: chance.happens(0.3) ? { wait_seconds: chance.pick([1, 25, 50]) } : {},
    background: name,
  }
  yield { until: { since: name, requests: failures + 1 } }
  yield* decide(flight, approval.ref)
  yield { await: name }
  flight.note('approvals.waitFor', false)
  const { ok } = flight.outcome
  if (isFields(ok)) approval.status = String(ok.status)
  yield { forget_rules: true }
}

/** A person decides, one way or another. */
export async function* decide(flight: Flight, approval: string): ReturnType<Move> {
  const { chance } = flight
  const modified_act = chance.pick([
    { type: 'shell', command: 'make --dry-run' },
    { type: 'sql', statement: 'select 1' },
  ])
  const body = chance.pick([{}, {}, { message: 'go 🚣' }, { modified_act }, { grant_seconds: 60 }])
  const isLeave = !('message' in body) || chance.happens(0.5)
  const operation = isLeave ? 'approvals.approve' : 'approvals.deny'
  yield { call: operation, path: [approval], body, raw: true, as: flight.name() }
  flight.note(operation, false)
  if (flight.outcome.error === undefined) return
  yield { call: 'approvals.deny', path: [approval], body: {}, raw: true }
  flight.note('approvals.deny', false)
}
