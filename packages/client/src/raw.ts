import createClient, { type Client } from 'openapi-fetch'
import type { CallInput } from './call.ts'
import type { Coxswain } from './client.ts'
import { encodePath, encodeQuery } from './encode.ts'
import { CoxswainError } from './errors.ts'
import type { paths } from './gen/paths.ts'
import { serializeJson } from './json.ts'
import { type HttpMethod, untypedOperation } from './operation.ts'
import type { Outcome } from './transport.ts'

// What the results and errors of the raw client are made of.
export type { Problem } from '@coxswain/contract'
export type { paths } from './gen/paths.ts'

/** An openapi-fetch client: paths and methods as in the contract, `{ data, error, response }`. */
export type RawClient = Client<paths>

/**
 * The contract without a facade, over a client's transport: its credentials, retries, timeouts and
 * middleware, and the same encoding of paths, queries and bodies.
 */
export function createRawClient(client: Coxswain): RawClient {
  return createClient<paths>({
    baseUrl: client.baseUrl,
    fetch: createFetch(client),
    pathSerializer: (path, values) =>
      encodePath(
        path,
        Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => values[name]),
      ),
    querySerializer: (query) => encodeQuery(query).slice(1),
    bodySerializer: (body) => serializeJson(body),
  })
}

/**
 * A client's transport in the shape of `fetch`, for libraries that want one: credentials, retries
 * and timeouts are the client's, an error status is a response as usual. Refuses what is not below
 * the client's `baseUrl`.
 */
export function createFetch(client: Coxswain): (request: Request) => Promise<Response> {
  return async (request) => {
    const { method, url, headers, signal } = request
    // A Request has its URL in normal form.
    if (!url.startsWith(`${new URL(client.baseUrl).href}/`))
      throw new CoxswainError(`${url} is not below ${client.baseUrl}`)
    const { pathname } = new URL(url)
    const body = (await request.text()) || undefined
    const { reply, error } = await sendOf(client)({
      operation: untypedOperation(method as HttpMethod, pathname, 'n', body !== undefined),
      url,
      body,
      options: { headers: Object.fromEntries(headers), signal },
    })
    if (!reply) throw error
    // The platform's Response refuses a body, even an empty one, for these.
    const answer = [204, 205, 304].includes(reply.status) ? null : reply.body
    return new Response(answer, { status: reply.status, headers: reply.headers })
  }
}

/** The client may come from another copy of this package: hence a symbol, and no import. */
function sendOf(client: Coxswain): (input: CallInput) => Promise<Outcome> {
  const send = (client as never)[Symbol.for('coxswain.send')] as (
    input: CallInput,
  ) => Promise<Outcome>
  return send.bind(client)
}
