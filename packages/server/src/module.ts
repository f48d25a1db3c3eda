import type { ErrorCode } from '@coxswain/contract'
import type { Logger } from 'pino'
import type { ZodType, z } from 'zod'
import type { Clock } from './clock.ts'
import type { BeforeContext, ContextOf } from './context.ts'
import type { Ids } from './ids.ts'
import type { Metrics } from './metrics.ts'
import type { HttpMethod, Operation, TransactionKind } from './operation.ts'
import type { Authenticator, StreamAuthenticator } from './principal.ts'
import type { Store } from './store/database.ts'
import type { LoggedEvent } from './store/event-log.ts'
import type { LogReader } from './store/log-reader.ts'
import type { Migration } from './store/migrator.ts'
import type { Timers } from './timers.ts'

/** A part of the server: operations with their tables, events and workers. The kernel knows no module. */
export interface Module {
  /** Unique; names the module's migrations. */
  readonly name: string
  readonly operations: readonly Operation[]
  readonly migrations?: readonly Migration[]
  /** Events of its own, beside those of the contract. */
  readonly events?: readonly EventDefinition[]
  readonly workers?: readonly Worker[]
  /** What follows from the events of any module, written in their order and exactly once. */
  readonly readers?: readonly LogReader[]
  /** The one module that keeps API keys brings this. */
  readonly authenticator?: Authenticator
  /** The one module that makes stream tokens brings this. */
  readonly streamAuthenticator?: StreamAuthenticator
  /**
   * Runs once, when the store is open and its schema up to date, before the first request. What it
   * resolves to follows the life of the server.
   */
  readonly open?: (services: ModuleServices) => Promise<ModuleLife>
}

export interface EventDefinition {
  /** `<resource>.<past participle>`. */
  readonly name: string
  readonly resource: string
  readonly payload: ZodType
}

/** Something that runs now and then while the server is started, and once more when it stops. */
export interface Worker {
  readonly name: string
  /** Milliseconds from the end of one run to the beginning of the next. */
  readonly everyMs: number
  /** Runs soon after every commit too, in the org that it added to; default false. */
  readonly afterCommits?: boolean | undefined
  run(context: WorkerContext): Promise<void>
}

export interface WorkerContext {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Logger
  /** Where this run may change anything. Default: everywhere. */
  readonly orgId?: string | undefined
  /** Somebody asked for this run and waits until all is done that it begins. */
  readonly onDemand?: boolean | undefined
}

/** What a module is given when the server opens. */
export interface ModuleServices extends WorkerContext {
  readonly timers: Timers
  readonly metrics: Metrics
  /** A secret of the database, made on first use: what it signs outlives the process. */
  secret(name: string): Promise<Uint8Array>
}

/** Where a module follows the life of the server. */
export interface ModuleLife {
  /** Told of every committed unit that added to an org's log. It must neither wait nor throw. */
  committed?(orgId: string, events: readonly LoggedEvent[]): void
  /** Runs when the server drains, once no request writes any more, before streams are closed. */
  drain?(): Promise<void>
  /** Runs when the server stops, after the last run of the workers, before the store closes. */
  close?(): Promise<void>
}

/** Says that this is a module. Names, numbers and routes are checked when a server takes it in. */
export function defineModule(module: Module): Module {
  return Object.freeze({ ...module })
}

type Part<Schema> = Schema extends ZodType ? z.output<Schema> : Record<string, never>
type Body<Schema> = Schema extends ZodType ? z.output<Schema> : undefined

interface Input<Path, Query, RequestBody> {
  readonly path: Part<Path>
  readonly query: Part<Query>
  readonly body: Body<RequestBody>
}

/** An operation of a module's own, with its schemas. What is left out has the default that it says. */
export interface OperationDefinition<
  Transaction extends TransactionKind,
  Path extends ZodType | undefined,
  Query extends ZodType | undefined,
  RequestBody extends ZodType | undefined,
  Response extends ZodType | undefined,
  Prepared,
> {
  /** `<resource>.<method>`, unique in the server. */
  readonly id: string
  readonly method: HttpMethod
  /** Below the prefixes, with parameters in braces: `/notes/{note_id}`. */
  readonly path: string
  /** `<resource>:<level>` with level read, write or admin. */
  readonly scope: string
  readonly transaction: Transaction
  readonly request?: {
    readonly path?: Path
    /** Values arrive as text, repeated ones as a list of text. */
    readonly query?: Query
    readonly body?: RequestBody
  }
  readonly response?: Response
  /** Default: 204 without a response schema, 201 for POST, else 200. */
  readonly status?: number
  /**
   * Codes beside those that every operation may answer with. `agent_mismatch` is there for every
   * write: what names another `agent_id` than the caller's key is bound to gets it.
   */
  readonly errors?: readonly ErrorCode[]
  /** Accepts If-Match; default false. */
  readonly conditional?: boolean
  /** The answer holds a secret; default false. */
  readonly secretResponse?: boolean
  /**
   * Fields of the body whose texts are scrubbed of known secrets, names of members too, before the
   * handler sees them; default none. Their schemas must accept `[redacted:<name>]` for a secret.
   */
  readonly scrub?: readonly string[]
  /** Takes `cursor` and `limit`, and answers a page; default false. */
  readonly paginated?: boolean
  /**
   * Runs before the transaction and outside of it, once a replay is ruled out: what has to wait on
   * anything but the database waits here. What it resolves to is handed to `handle`.
   */
  before?(input: Input<Path, Query, RequestBody>, context: BeforeContext): Promise<Prepared>
  handle(
    input: Input<Path, Query, RequestBody>,
    context: ContextOf<{ security: 'apiKey'; transaction: Transaction }>,
    prepared: Prepared,
  ): Promise<Response extends ZodType ? z.input<Response> : void>
}

/** Makes an operation of a module's own out of its schemas and its handler. */
export function defineOperation<
  Transaction extends TransactionKind,
  Path extends ZodType | undefined = undefined,
  Query extends ZodType | undefined = undefined,
  RequestBody extends ZodType | undefined = undefined,
  Response extends ZodType | undefined = undefined,
  Prepared = undefined,
>(
  definition: OperationDefinition<Transaction, Path, Query, RequestBody, Response, Prepared>,
): Operation {
  const { method, request = {}, response = null } = definition
  const writes = definition.transaction === 'write'
  return Object.freeze({
    id: definition.id,
    method,
    path: definition.path,
    root: false,
    scope: definition.scope,
    security: 'apiKey' as const,
    transaction: definition.transaction,
    success: {
      status: definition.status ?? (response === null ? 204 : method === 'POST' ? 201 : 200),
      mediaType: response === null ? null : 'application/json',
    },
    idempotent: writes && method !== 'DELETE',
    conditional: definition.conditional ?? false,
    secretResponse: definition.secretResponse ?? false,
    scrub: [...(definition.scrub ?? [])],
    rateLimited: true,
    paginated: definition.paginated ?? false,
    // A key that is bound to an agent must not write for another through any module.
    errors: [...(definition.errors ?? []), ...(writes ? (['agent_mismatch'] as const) : [])],
    request,
    response,
    // The kernel builds exactly the input and the context that the definition's types promise.
    before: definition.before?.bind(definition) as Operation['before'],
    handle: definition.handle.bind(definition) as unknown as Operation['handle'],
  })
}
