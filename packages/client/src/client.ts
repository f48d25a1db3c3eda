import { APIPromise, type APIResponse } from './api-promise.ts'
import { type CallInput, prepareCall } from './call.ts'
import { checkPath, encodePath, encodeQuery } from './encode.ts'
import { CoxswainError } from './errors.ts'
import { defineResources } from './facade.ts'
import { operations } from './gen/operations.ts'
import type { Resources } from './gen/resources.ts'
import { serializeJson } from './json.ts'
import { checkMethod, type HttpMethod, type Operation } from './operation.ts'
import type { CoxswainOptions, RequestOptions } from './options.ts'
import { type Page, Paginator } from './pagination.ts'
import { scrubBody } from './scrub.ts'
import { type ClientSettings, resolveClientOptions } from './settings.ts'
import { type Outcome, Transport } from './transport.ts'

/** What `client.request` takes besides the options of every call. */
export interface GenericRequestOptions extends RequestOptions {
  /** Written as JSON. Default: no body. */
  body?: unknown
  /** Scalars, and arrays of scalars, which repeat the name. */
  query?: Readonly<Record<string, unknown>> | undefined
}

/** A client of one server, with one API key. Safe to share; holds nothing that must be closed. */
export interface Coxswain extends Resources {
  /** Where requests go, API prefix included. */
  readonly baseUrl: string

  /**
   * Calls any route, with the same retries, errors and idempotency as the typed methods. The path
   * is relative to the API prefix and already percent-encoded; the result is the JSON of the answer,
   * undefined when there is none.
   */
  request<T = unknown>(
    method: HttpMethod,
    path: string,
    options?: GenericRequestOptions,
  ): APIPromise<T>

  /**
   * The client's transport in the shape of `fetch`, for libraries that want one: credentials,
   * retries and timeouts are the client's, an error status is a response as usual. Refuses what is
   * not below `baseUrl`.
   */
  fetch(request: Request): Promise<Response>
}

/** A call up to the point where it is sent; run inside the promise, so that a refusal rejects it. */
type Prepare = () => CallInput

export const Coxswain: new (options?: CoxswainOptions) => Coxswain = class Coxswain {
  readonly #settings: ClientSettings
  readonly #transport: Transport

  static {
    defineResources(
      Coxswain.prototype,
      operations,
      (client) => (operation, args) => client.#invoke(operation, args),
    )
  }

  /** Throws `CoxswainError` on a missing key or an option that makes no sense. */
  constructor(options: CoxswainOptions = {}) {
    this.#settings = resolveClientOptions(options)
    this.#transport = new Transport(this.#settings.transport)
  }

  get baseUrl(): string {
    return this.#settings.url
  }

  request<T>(
    method: HttpMethod,
    path: string,
    { body, query, ...options }: GenericRequestOptions = {},
  ): APIPromise<T> {
    return this.#call(() => ({
      operation: untypedOperation(method, path, 'json', body !== undefined),
      url: this.baseUrl + checkPath(path) + encodeQuery(query),
      body: body === undefined ? undefined : serializeJson(body),
      options,
    }))
  }

  async fetch(request: Request): Promise<Response> {
    const { method, url, headers, signal } = request
    // A Request has its URL in normal form.
    if (!url.startsWith(`${new URL(this.baseUrl).href}/`))
      throw new CoxswainError(`${url} is not below ${this.baseUrl}`)
    const { pathname } = new URL(url)
    const body = (await request.text()) || undefined
    const { reply, error } = await this.#send({
      operation: untypedOperation(method as HttpMethod, pathname, 'nothing', body !== undefined),
      url,
      body,
      options: { headers: Object.fromEntries(headers), signal },
    })
    if (!reply) throw error
    // The platform's Response refuses a body, even an empty one, for these.
    const answer = [204, 205, 304].includes(reply.status) ? null : reply.body
    return new Response(answer, { status: reply.status, headers: reply.headers })
  }

  /** Arguments: path values, then body or query if the operation takes one, then options. */
  #invoke(operation: Operation, args: readonly unknown[]): unknown {
    const values = operation.path.split('{').length - 1
    const takesInput = operation.body || operation.query
    const input = takesInput ? (args[values] ?? {}) : {}
    const options = (args[values + (takesInput ? 1 : 0)] ?? {}) as RequestOptions
    const prepare = (query: object): CallInput => ({
      operation,
      url: this.baseUrl + encodePath(operation.path, args) + encodeQuery(query),
      body: operation.body ? scrubBody(serializeJson(input)) : undefined,
      options,
    })
    const query = operation.query ? { ...input } : {}
    if (operation.result !== 'page') return this.#call(() => prepare(query))
    return new Paginator((cursor) =>
      this.#call<Page<unknown>>(() => prepare(cursor === undefined ? query : { ...query, cursor })),
    )
  }

  #call<T>(prepare: Prepare): APIPromise<T> {
    return new APIPromise(this.#respond<T>(prepare))
  }

  async #respond<T>(prepare: Prepare): Promise<APIResponse<T>> {
    const { reply, data, error } = await this.#send(prepare())
    if (error || !reply) throw error
    const { status, headers } = reply
    return { data: data as T, status, headers, requestId: headers.get('x-request-id') ?? undefined }
  }

  #send(input: CallInput): Promise<Outcome> {
    return this.#transport.send(prepareCall(this.#settings, input))
  }
} as never

function untypedOperation(
  method: HttpMethod,
  path: string,
  result: Operation['result'],
  body: boolean,
): Operation {
  checkMethod(method, body)
  const id = `${method} ${path}`
  const row = { query: false, schema: undefined, authenticated: true, deprecated: false }
  return { id, method, path, body, result, ...row }
}
