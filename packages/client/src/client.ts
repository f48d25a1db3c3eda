import type { Act, ActInput, ActionCreate, Approval } from '@coxswain/contract'
import { APIPromise, type APIResponse } from './api-promise.ts'
import { type CallInput, prepareCall } from './call.ts'
import { checkCount, resolveCallOptions } from './call-settings.ts'
import { checkPath, encodePath, encodeQuery } from './encode.ts'
import { createResources, parseTable } from './facade.ts'
import * as behaviour from './gen/behaviour.ts'
import { operations } from './gen/operations.ts'
import type {
  Approvals,
  ApprovalsWaitQuery,
  EventsStreamQuery,
  Resources,
} from './gen/resources.ts'
import {
  type Governed,
  type GovernedClient,
  type GovernedOptions,
  type GovernedRun,
  governed,
} from './governed.ts'
import { serializeJson } from './json.ts'
import { type HttpMethod, has, type Operation, untypedOperation } from './operation.ts'
import type { CoxswainOptions, RequestOptions, StreamOptions } from './options.ts'
import { type Page, Paginator } from './pagination.ts'
import { scrubBody } from './scrub.ts'
import { type ClientSettings, resolveClientOptions } from './settings.ts'
import { createEventStream, type EventStream } from './stream.ts'
import { type Call, createTransport, type Outcome, type Transport } from './transport.ts'
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
}

/** How `@coxswain/client/raw` reaches the transport, also from a bundle of its own. */
const sendKey: unique symbol = Symbol.for('coxswain.send') as never

/** A call up to the point where it is sent; run inside the promise, so that a refusal rejects it. */
type Prepare = () => Call

const table = parseTable(operations)

export const Coxswain: new (options?: CoxswainOptions) => Coxswain = class Coxswain {
  readonly #settings: ClientSettings
  readonly #transport: Transport

  /** Throws `CoxswainError` on a missing key or an option that makes no sense. */
  constructor(options: CoxswainOptions = {}) {
    this.#settings = resolveClientOptions(options)
    this.#transport = createTransport(this.#settings)
    Object.assign(
      this,
      createResources(table, (operation, args) => this.#invoke(operation, args)),
    )
  }

  get baseUrl(): string {
    return this.#settings.url
  }

  request<T>(
    method: HttpMethod,
    path: string,
    { body, query, ...options }: GenericRequestOptions = {},
  ): APIPromise<T> {
    return this.#call(() =>
      prepareCall(this.#settings, {
        operation: untypedOperation(method, path, '', body !== undefined),
        url: this.baseUrl + checkPath(path) + encodeQuery(query),
        body: body === undefined ? undefined : serializeJson(body),
        options,
      }),
    )
  }

  governed<T>(
    action: ActionCreate,
    fn: (run: GovernedRun<Act>) => T,
    options?: GovernedOptions,
  ): Promise<Governed<Awaited<T>>> {
    const client = this as unknown as GovernedClient
    return governed(client, this.#settings.runtime, action, fn, options)
  }

  /** Arguments: path values, then body or query if the operation takes one, then options. */
  #invoke(operation: Operation, args: readonly unknown[]): unknown {
    const { path, flags } = operation
    const rest = args.slice(path.split('{').length - 1)
    const input: object = (/[bq]/.test(flags) && rest.shift()) || {}
    const options = rest[0] ?? {}
    const takesBody = has(operation, 'b')
    const prepare: PrepareQuery = (query, own = options, startedAt) =>
      prepareCall(this.#settings, {
        operation,
        url: this.baseUrl + encodePath(path, args) + encodeQuery(query),
        body: takesBody ? scrubBody(serializeJson(input)) : undefined,
        options: has(operation, 'w') ? withPollTimeout(own, query) : own,
        startedAt,
      })

    if (has(operation, 's')) return this.#stream(prepare, input, options)
    if (has(operation, 'e')) return this.#waitFor(prepare, input)
    const query = takesBody ? {} : { ...input }
    if (!has(operation, 'p')) return this.#call(() => prepare(query))
    return new Paginator((cursor) =>
      this.#call<Page<unknown>>(() => prepare(cursor === undefined ? query : { ...query, cursor })),
    )
  }

  #stream(
    prepare: PrepareQuery,
    { lastEventId, ...query }: EventsStreamQuery,
    { maxReconnects, signal, onOpen, ...options }: StreamOptions,
  ): EventStream {
    const own = { ...options, maxRetries: maxReconnects ?? undefined }
    checkCount('maxReconnects', maxReconnects ?? 0)
    resolveCallOptions(own, this.#settings.call)
    const { validators } = this.#settings
    const start = { signal, onOpen, lastEventId }
    return createEventStream(this.#transport, validators, start, (inner, startedAt) =>
      prepare(query, { ...own, signal: inner }, startedAt),
    )
  }

  #waitFor(
    prepare: PrepareQuery,
    { waitSeconds, timeout: deadline, headers, signal }: WaitForOptions,
  ): Promise<Approval> {
    const query = { timeout_seconds: waitSeconds ?? behaviour.waitSeconds }
    return waitFor(this.#transport, this.#settings.runtime, (startedAt) =>
      prepare(query, { deadline, headers, signal }, startedAt),
    )
  }

  #call<T>(prepare: Prepare): APIPromise<T> {
    return new APIPromise(this.#respond<T>(prepare))
  }

  async #respond<T>(prepare: Prepare): Promise<APIResponse<T>> {
    const { reply, data, error } = await this.#transport.send(prepare())
    if (error || !reply) throw error
    const { status, headers } = reply
    return { data: data as T, status, headers, requestId: headers.get('x-request-id') ?? undefined }
  }

  [sendKey](input: CallInput): Promise<Outcome> {
    return this.#transport.send(prepareCall(this.#settings, input))
  }
} as never

type PrepareQuery = (query: object, options?: RequestOptions, startedAt?: number) => Call

/** A long poll takes as long as it was asked to, whatever time-out the client has for others. */
function withPollTimeout(options: RequestOptions, query: ApprovalsWaitQuery): RequestOptions {
  const { timeout_seconds: seconds = behaviour.waitSeconds } = query
  const { timeout = seconds * 1000 + behaviour.waitMarginMs } = options
  return { ...options, timeout }
}
