import { refused } from '../expectations.ts'
import type { Flight, Move } from '../flight.ts'
import type { Request } from '../requests.ts'
import { dayMs } from '../world.ts'

/** A list is read through, item by item or page by page, or one page after another by hand. */
export const pages: Move = async function* (flight) {
  const { chance, world, requests } = flight
  if (world.pages.length > 0 && chance.happens(0.4)) {
    yield* goOn(flight)
    return
  }
  const chosen = flight.choose(
    (operation) => requests.drawValid(operation, world),
    ({ paginated }) => paginated,
  )
  if (!chosen) return
  const { operation, request } = chosen
  yield {
    iterate: operation.id,
    path: request.path,
    query: { ...request.query, limit: chance.pick([1, 2, 200]) },
    by: chance.pick(['items', 'pages']),
    take: chance.within(1, 5),
    expect: { error: { $absent: true } },
  }
  flight.note(operation.id, false)
}

/** The page after one that was read, unless it was read too long ago; the log's own cursors do not age. */
async function* goOn(flight: Flight): ReturnType<Move> {
  const { chance, world, stage } = flight
  const { operation: id, query, cursor, at } = chance.pick(world.pages)
  const operation = stage.operations.get(id)
  if (!operation) return
  const invalid = id !== 'events.list' && world.now - at > dayMs
  const request: Request = {
    path: [],
    query: { ...query, cursor },
    client: 'main',
    invalid,
    expect: invalid ? refused(400, 'invalid_cursor') : { error: { $absent: true } },
  }
  const name = flight.name()
  yield flight.step(operation, request, name)
  flight.hear(operation, request, name)
}
