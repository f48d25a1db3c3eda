import type { Move } from '../flight.ts'

/** A list is read through, item by item or page by page, or one page after another by hand. */
export const pages: Move = async function* (flight) {
  const { chance, world, requests, stage } = flight
  if (world.pages.length > 0 && chance.happens(0.4)) {
    const { operation: id, query, cursor } = chance.pick(world.pages)
    const operation = stage.operations.get(id)
    if (!operation) return
    const request = {
      path: [],
      query: { ...query, cursor },
      client: 'main',
      invalid: false,
      expect: {},
    }
    const name = flight.name()
    yield flight.step(operation, { ...request, expect: { error: { $absent: true } } }, name)
    flight.hear(operation, request, name)
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
