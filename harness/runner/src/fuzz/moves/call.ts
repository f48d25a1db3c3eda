import type { Move } from '../flight.ts'

/** One call of an operation that has something to be about. */
export const call: Move = async function* (flight) {
  const chosen = flight.choose((operation) => flight.requests.draw(operation, flight.world))
  if (!chosen) return
  const { operation, request } = chosen
  const name = flight.name()
  yield flight.step(operation, request, name)
  flight.hear(operation, request, name)
}
