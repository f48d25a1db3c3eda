import createClient, { type Client } from 'openapi-fetch'
import type { Coxswain } from './client.ts'
import { encodePath, encodeQuery } from './encode.ts'
import type { paths } from './gen/paths.ts'
import { serializeJson } from './json.ts'

// What the results and errors of the raw client are made of.
export type { Problem } from '@coxswain/contract'
export type { paths } from './gen/paths.ts'

/** An openapi-fetch client: paths and methods as in the contract, `{ data, error, response }`. */
export type RawClient = Client<paths>

/**
 * The contract without a facade, over a client's transport: its credentials, retries, timeouts and
 * middleware, and the same encoding of paths, queries and bodies.
 */
export function createRawClient(client: Pick<Coxswain, 'baseUrl' | 'fetch'>): RawClient {
  return createClient<paths>({
    baseUrl: client.baseUrl,
    fetch: (request) => client.fetch(request),
    pathSerializer: (path, values) =>
      encodePath(
        path,
        Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => values[name]),
      ),
    querySerializer: (query) => encodeQuery(query).slice(1),
    bodySerializer: (body) => serializeJson(body),
  })
}
