import { refused } from '../expectations.ts'
import type { Move } from '../flight.ts'
import type { Request } from '../requests.ts'

const dayMs = 24 * 3_600_000

/** A key is used again: for the same request, for another one, or by somebody else. */
export const again: Move = async function* (flight) {
  const { chance, world, stage } = flight
  const fresh = world.keyed.filter(({ at }) => at > world.now - dayMs)
  if (fresh.length === 0) return
  const { operation: id, path, body, key, client } = chance.pick(fresh)
  const operation = stage.operations.get(id)
  if (!operation) return
  const request: Request = {
    path,
    ...(body ? { body } : {}),
    options: { idempotency_key: key },
    client,
    invalid: false,
    expect: {},
  }
  const fields = Object.entries(body ?? {})
  if (fields.length > 1 && chance.happens(0.4)) {
    // The fingerprint is of the bytes, and so of the order.
    request.body = Object.fromEntries(fields.toReversed())
    request.invalid = true
    request.expect = refused(422, 'idempotency_mismatch')
  } else {
    request.expect = { response: { headers: { 'idempotency-replayed': 'true' } } }
  }
  const name = flight.name()
  yield flight.step(operation, request, name)
  flight.note(id, request.invalid)
}
