import { type Fields, isFields } from '../../expect/value.ts'
import type { Move } from '../flight.ts'

/** The log is read whole, so that streams can begin in its midst. */
export const log: Move = async function* (flight) {
  const name = flight.name()
  yield {
    call: 'events.list',
    query: { limit: 200 },
    raw: true,
    as: name,
    expect: { error: { $absent: true } },
  }
  flight.note('events.list', false)
  const { ok } = flight.outcome
  const data = isFields(ok) && Array.isArray(ok.data) ? (ok.data as Fields[]) : []
  if (data.length > 0) flight.world.log = { name, events: data.map(({ event }) => String(event)) }
}
