import type { Act, ActInput, ActionCreate } from '@coxswain/contract'
import { APIPromise, type APIResponse } from './api-promise.ts'
import { type CallInput, prepareCall } from './call.ts'
import { checkPath, encodePath, encodeQuery } from './encode.ts'
import { CoxswainError } from './errors.ts'
import { defineResources } from './facade.ts'
import * as behaviour from './gen/behaviour.ts'
import { operations } from './gen/operations.ts'
import type { Approvals, Resources } from './gen/resources.ts'
import {
  type Governed,
  type GovernedClient,
  type GovernedOptions,
  type GovernedRun,
  governed,
} from './governed.ts'
import { serializeJson } from './json.ts'
import { checkMethod, type HttpMethod, type Operation } from './operation.ts'
import type { CoxswainOptions, RequestOptions, StreamOptions } from './options.ts'
import { type Page, Paginator } from './pagination.ts'
import { scrubBody } from './scrub.ts'
import { type ClientSettings, resolveClientOptions } from './settings.ts'
import { createEventStream } from './stream.ts'
import { createTransport, type Outcome, type Transport } from './transport.ts'
import { type WaitFor, type WaitForOptions, waitFor } from './waiting.ts'

/** What `client.request` takes besides the options of every call. */
export interface GenericRequestOptions extends RequestOptions {
  /** Written as JSON. Default: no body. */
  body?: unknown
  /** Scalars, and arrays of scalars, which repeat the name. */
  query?: Readonly<Record<string, unknown>> | undefined
}

/** A client of one server, with one API key. Safe to share; holds nothing that must be closed. */
export interface Coxswain extends Resources {
  readonly approvals: Approvals & WaitFor

  /** Where requests go, API prefix included. */
  readonly baseUrl: string

  /**
   * Does governed work: creates the action, waits for a person if need be, claims it, calls `fn` with
   * what may be done, keeps the lease alive meanwhile, and tells how it ended. `fn` is called once or
   * not at all: no answer, no run. What it throws is thrown; anything else that keeps the work from
   * being done or told is a `GovernedError`, or the error of the call that failed.
   */
  governed<A extends ActInput, T>(
    action: ActionCreate & { act: A },
    fn: (run: GovernedRun<A>) => T,
    options?: GovernedOptions,
  ): Promise<Governed<Awaited<T>>>

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

/** A query, where the methods know some of it. */
interface QueryInput extends Readonly<Record<string, unknown>> {
  readonly lastEventId?: string | undefined
  readonly timeout_seconds?: number | undefined
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
    this.#transport = createTransport(this.#settings.transport)
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

  governed<T>(
    action: ActionCreate,
    fn: (run: GovernedRun<Act>) => T,
    options?: GovernedOptions,
  ): Promise<Governed<Awaited<T>>> {
    const client = this as unknown as GovernedClient
    return governed(client, this.#settings.transport.runtime, action, fn, options)
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
    const input = ((takesInput && args[values]) || {}) as QueryInput
    const options = (args[values + (takesInput ? 1 : 0)] ?? {}) as RequestOptions & StreamOptions
    const prepare = (query: QueryInput, own: RequestOptions = options): CallInput => ({
      operation,
      url: this.baseUrl + encodePath(operation.path, args) + encodeQuery(query),
      body: operation.body ? scrubBody(serializeJson(input)) : undefined,
      options: operation.waits ? withPollTimeout(own, query) : own,
    })
    const prepared = (callInput: CallInput, startedAt: number | undefined) =>
      prepareCall(this.#settings, { ...callInput, startedAt })

    if (operation.result === 'stream') {
      const { lastEventId, ...query } = input
      const { maxReconnects, signal, onOpen, ...rest } = options
      return createEventStream({
        onOpen,
        transport: this.#transport,
        validators: this.#settings.transport.validators,
        signal,
        lastEventId,
        prepare: (inner, startedAt) =>
          prepared(
            prepare(query, { ...rest, maxRetries: maxReconnects ?? undefined, signal: inner }),
            startedAt,
          ),
      })
    }
    if (operation.endless) {
      const {
        waitSeconds = behaviour.waitSeconds,
        timeout: deadline,
        headers,
        signal,
      } = input as WaitForOptions
      return waitFor(this.#transport, this.#settings.transport.runtime, (startedAt) =>
        prepared(
          prepare({ timeout_seconds: waitSeconds }, { deadline, headers, signal }),
          startedAt,
        ),
      )
    }
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
  const flags = {
    query: false,
    authenticated: true,
    deprecated: false,
    waits: false,
    endless: false,
  }
  return { id, method, path, body, result, ...flags }
}

/** A long poll takes as long as it was asked to, whatever time-out the client has for others. */
function withPollTimeout(options: RequestOptions, query: QueryInput): RequestOptions {
  const { timeout_seconds: seconds = behaviour.waitSeconds } = query
  const { timeout = seconds * 1000 + behaviour.waitMarginMs } = options
  return { ...options, timeout }
}
