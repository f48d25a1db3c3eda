import type { Move } from '../flight.ts'

const timeoutMs = 1000

/** A server that does its work and falls silent: the call is given up in time, and made again if it may be. */
export const late: Move = async function* (flight) {
  const { chance, world, requests } = flight
  const chosen = flight.choose(
    (operation) => requests.drawValid(operation, world),
    // Whether a key still holds must be known.
    ({ id, streaming }) => !streaming && id !== 'apiKeys.revoke',
  )
  if (!chosen) return
  const { operation, request } = chosen
  const background = flight.name('b')
  yield { proxy: [{ do: { deliver: { cut_head: 'stall' } } }] }
  const options = {
    ...request.options,
    timeout_ms: timeoutMs,
    max_retries: chance.within(0, 2),
  }
  const { as: _, ...step } = flight.step(operation, { ...request, options, expect: {} }, background)
  yield { ...step, background }
  yield { until: { since: background, upstream: 1 } }
  const client = request.client === 'main' ? {} : { client: request.client }
  yield { advance_ms: timeoutMs, ...client }
  yield { await: background }
  flight.note(operation.id, request.invalid)
  flight.doubt(operation, request)
  yield { forget_rules: true }
}
