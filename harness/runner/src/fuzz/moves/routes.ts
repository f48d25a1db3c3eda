import { refused } from '../expectations.ts'
import type { Move } from '../flight.ts'

/** Requests past the named operations: routes that are none, and routes without the method. */
export const routes: Move = async function* (flight) {
  const { chance } = flight
  const [method, path, expect] = chance.pick([
    ['GET', '/nothing/here', refused(404, 'route_not_found')],
    ['POST', '/agents/a-1/dance', refused(404, 'route_not_found')],
    ['GET', '/%E2%82%AC', refused(404, 'route_not_found')],
    ['DELETE', '/agents/a-1', refused(405, 'method_not_allowed')],
    ['PUT', '/policies', refused(405, 'method_not_allowed')],
    ['GET', '/agents/a-1', { ok: { id: 'a-1' } }],
  ] as const)
  const body = method === 'PUT' || method === 'POST' ? { body: {} } : {}
  yield { request: { method, path, ...body }, expect }
  flight.note('request', !('ok' in expect))
}
