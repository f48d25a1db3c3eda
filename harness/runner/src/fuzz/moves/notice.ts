import { isFields } from '../../expect/value.ts'
import { acts } from '../bodies.ts'
import type { Move } from '../flight.ts'

/** A risky act, workers that notice it, and the list that tells of the signal. */
export const notice: Move = async function* (flight) {
  const body = {
    agent_id: 'a-1',
    action_type: 'backup',
    goal: 'Back up 🚣',
    act: flight.chance.pick(acts),
    declared_risk_score: 90,
  }
  yield { call: 'actions.create', body, raw: true, as: flight.name() }
  flight.note('actions.create', false)
  yield { server: { work: true } }
  const name = flight.name()
  yield { call: 'signals.list', raw: true, as: name }
  flight.note('signals.list', false)
  const { ok } = flight.outcome
  if (isFields(ok)) flight.world.hear(name, ok, { client: 'main' })
}
