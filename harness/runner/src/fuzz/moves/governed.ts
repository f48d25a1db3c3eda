import type { Fields } from '../../expect/value.ts'
import { pollUntil } from '../../run/poll.ts'
import type { CallbackName, SettleStep } from '../../scenario/scenario.ts'
import { placeholder } from '../../scenario/values.ts'
import { actionTypes, acts } from '../bodies.ts'
import type { Flight, Move } from '../flight.ts'
import { away } from './faults.ts'
import { decide } from './wait.ts'

/** The calls that governed work is made of. */
const parts = ['actions.create', 'actions.claim', 'actions.outcome', 'approvals.get', 'actions.get']

/** Governed work to its end, whatever the guard and a person say of it. */
export const governed: Move = async function* (flight) {
  const { chance } = flight
  const name = flight.name('g')
  const isLimited = chance.happens(0.2)
  const options: Fields = {
    ...(chance.happens(0.3) ? { lease_seconds: chance.pick([5, 30, 3600]) } : {}),
    ...(chance.happens(0.3) ? { accept_modified: true } : {}),
    ...(isLimited ? { approval_timeout_ms: 20_000 } : {}),
  }
  const action = {
    agent_id: 'a-1',
    action_type: chance.pick(actionTypes),
    goal: 'Ship 🚣',
    act: chance.pick(acts),
  }
  if (chance.happens(0.3)) yield { proxy: away(chance.pick(parts), chance.within(1, 3), chance) }
  yield { governed: name, client: 'worker', action, options, on_waiting: true }
  if ((await heard(flight, name, ['run', 'on_waiting'])) === 'on_waiting') {
    yield* askSomebody(flight, name, isLimited && chance.happens(0.5))
  }
  if ((await heard(flight, name, ['run'])) === 'run') {
    yield { invoked: name }
    yield { settle: name, ...drawEnd(flight) }
  }
  yield { await: name }
  flight.note('governed', false)
  yield { forget_rules: true }
}

async function* askSomebody(flight: Flight, name: string, inVain: boolean): ReturnType<Move> {
  const asked = flight.name()
  yield { invoked: name, callback: 'on_waiting', as: asked }
  if (!inVain) yield* decide(flight, placeholder(`${asked}.approval.id`))
  yield { settle: name, callback: 'on_waiting' }
  if (!inVain) return
  yield { until: { since: name, operation: 'approvals.wait', requests: 1 } }
  yield { advance_ms: 20_000, client: 'worker' }
}

function drawEnd({ chance }: Flight): Pick<SettleStep, 'return' | 'throw'> {
  if (chance.happens(0.3)) return { throw: 'no 🚣' }
  return { return: chance.pick([null, 5, 'é', { a: [1] }]) }
}

/** Which of some callbacks was invoked; undefined: none, the work has ended. */
async function heard(
  { context }: Flight,
  name: string,
  callbacks: readonly CallbackName[],
): Promise<CallbackName | undefined> {
  const { callId, outcome } = context.call(name)
  let over = false
  const end = () => {
    over = true
  }
  outcome.then(end, end)
  const find = () =>
    callbacks.find((callback) => context.driver.invocations.of(callId, callback).length > 0)
  await pollUntil(8000, `a callback of ${name}`, async () => over || find() !== undefined)
  return find()
}
