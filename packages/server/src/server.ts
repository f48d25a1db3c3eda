import { type Logger, pino } from 'pino'
import { systemClock } from './clock.ts'
import { CommitBoard } from './commits.ts'
import { createEventCatalogue } from './event-catalogue.ts'
import { housekeeping } from './housekeeping.ts'
import { Endpoint } from './http/endpoint.ts'
import { IdempotencyClaims } from './http/idempotency-claims.ts'
import type { Kernel } from './http/kernel.ts'
import { Cursors } from './http/pagination.ts'
import { RateLimiter } from './http/rate-limit.ts'
import { createResponseCheck } from './http/response-check.ts'
import { Router } from './http/router.ts'
import { createIds } from './ids.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { migrationSets } from './migration-sets.ts'
import type { Module } from './module.ts'
import { builtInModules } from './modules/index.ts'
import { openStore } from './open-store.ts'
import { checkOperations } from './operation-check.ts'
import type { Authenticator } from './principal.ts'
import type { ServerHooks, ServerOptions } from './server-options.ts'
import { migrateUp } from './store/migrator.ts'
import { loadSecret } from './store/secrets.ts'
import type { StoreHooks } from './store/store-hooks.ts'
import { systemScope, type UnitScope } from './store/unit-of-work.ts'
import { settledWithin, systemTimers, type Timers } from './timers.ts'
import { version } from './version.ts'
import { WorkerLoop } from './worker-loop.ts'

/** A server without a socket: it answers `fetch`, wherever that is called from. */
export interface Server {
  /** Answers one request. Needs no `this`, so it can be passed on as it is. */
  readonly fetch: (request: Request) => Promise<Response>
  /** Whether a path is this server's to answer, for apps that have routes of their own. */
  handles(pathname: string): boolean
  /** Starts the workers, once. Without them every answer is right, only old rows stay. */
  start(): void
  /** Gives every worker one run, now: for those who call on a schedule of their own instead of `start`. */
  runWorkers(): Promise<void>
  /**
   * Refuses new requests with 503 and resolves when those that run are answered, or
   * `limits.drainMs` is over. Long polls answer at once.
   */
  drain(): Promise<void>
  /** Drains, stops the workers and lets go of the database. */
  stop(): Promise<void>
  /** Adds events to an org's log, in a unit of work of their own. */
  appendEvents(orgId: string, events: readonly NewEvent[]): Promise<void>
}

export interface NewEvent {
  readonly event: string
  readonly resourceId: string
  readonly payload: object
}

const defaultRate = { limit: 60_000, windowSeconds: 60 }
const defaultBodyBytes = 1024 * 1024
const defaultIdempotencyWaitMs = 10_000
const defaultDrainMs = 30_000

/** Opens the database, brings its schema up to date and returns a server that is ready to answer. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { clock = systemClock, timers = systemTimers, limits = {}, hooks = {} } = options
  const strict = options.strict ?? process.env['NODE_ENV'] !== 'production'
  const log = options.logger ?? pino({ level: options.logLevel ?? 'silent' })
  const ids = options.ids ?? createIds(clock)
  const metrics = createMetrics()
  const modules = [...builtInModules({ clock }), ...(options.modules ?? [])]
  const operations = modules.flatMap((module) => module.operations)
  checkOperations(operations)
  const router = new Router(operations)
  const commits = new CommitBoard(timers)
  const store = openStore({
    database: options.database,
    clock,
    catalogue: createEventCatalogue(modules.flatMap(({ events = [] }) => events)),
    hooks: storeHooks(hooks, commits, metrics, log),
    synchronous: options.synchronous,
    maxQueued: limits.queuedUnits,
    strict,
  })
  try {
    await migrateUp(store, migrationSets(modules))
    const startedAt = clock.now(null)
    const state = { draining: false }
    const kernel: Kernel = {
      store,
      authenticator: findAuthenticator(modules),
      bootstrapToken: options.bootstrapToken,
      clock,
      ids,
      log,
      metrics,
      status: {
        version,
        startedAt,
        get draining() {
          return state.draining
        },
        metrics: () => metrics.text(),
      },
      commits,
      limiter: new RateLimiter(limits.rate ?? defaultRate, clock),
      bodyBytes: limits.bodyBytes ?? defaultBodyBytes,
      claims: new IdempotencyClaims(limits.idempotencyWaitMs ?? defaultIdempotencyWaitMs),
      cursors: new Cursors(await loadSecret(store, ids, 'cursors')),
      cors: { origins: [...(options.cors?.origins ?? [])] },
      checkResponse: createResponseCheck({
        strict,
        onCheck(operation, error) {
          metrics.responseCheck(operation, error !== null)
          if (error !== null) log.error({ operation, err: error }, 'answer breaks the contract')
        },
      }),
      beforeHandler: hooks.beforeHandler,
    }
    const workers = [
      ...housekeeping(options.retention ?? {}),
      ...modules.flatMap(({ workers = [] }) => workers),
    ]
    return assemble({
      kernel,
      endpoint: new Endpoint(kernel, router),
      loop: new WorkerLoop(workers, { store, clock, log }),
      commits,
      timers,
      state,
      drainMs: limits.drainMs ?? defaultDrainMs,
    })
  } catch (error) {
    await store.close()
    throw error
  }
}

interface Parts {
  readonly kernel: Kernel
  readonly endpoint: Endpoint
  readonly loop: WorkerLoop
  readonly commits: CommitBoard
  readonly timers: Timers
  readonly state: { draining: boolean }
  readonly drainMs: number
}

function assemble({ kernel, endpoint, loop, commits, timers, state, drainMs }: Parts): Server {
  const { store, log } = kernel
  let stopped: Promise<void> | null = null
  const drain = async () => {
    state.draining = true
    commits.close()
    if (await settledWithin(endpoint.idle(), drainMs, timers)) return
    log.error({ drain_ms: drainMs }, 'requests still run: draining goes on without them')
  }
  const stop = async () => {
    await drain()
    await loop.stop()
    await store.close()
  }
  return {
    fetch: (request) => endpoint.fetch(request),
    handles: (pathname) => endpoint.handles(pathname),
    start: () => loop.start(),
    runWorkers: () => loop.runAll(),
    drain,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
    appendEvents: (orgId, events) =>
      store.write(systemScope('events.append', orgId), async (unit) => {
        for (const { event, resourceId, payload } of events) {
          unit.events.append(event, resourceId, payload)
        }
      }),
  }
}

function findAuthenticator(modules: readonly Module[]): Authenticator {
  const found = modules.flatMap(({ authenticator }) => authenticator ?? [])
  const [only] = found
  if (only === undefined || found.length > 1) {
    throw new TypeError(`exactly one module brings the API keys, not ${found.length}`)
  }
  return only
}

function storeHooks(
  hooks: ServerHooks,
  commits: CommitBoard,
  metrics: Metrics,
  log: Logger,
): StoreHooks {
  const { beforeStatement } = hooks
  return {
    beforeStatement: beforeStatement && ((scope, sql) => beforeStatement(unitSubject(scope), sql)),
    beforeCommit: (scope) => hooks.beforeCommit?.(unitSubject(scope)),
    onCommitted(scope, events) {
      if (events.length > 0) metrics.events(events.length)
      const orgId = scope.orgId ?? events[0]?.orgId ?? null
      if (orgId !== null && events.length > 0) commits.tell(orgId, events)
      hooks.onUnitCommitted?.({ ...unitSubject(scope), orgId, events })
    },
    onLogAhead({ orgId }, aheadMs) {
      metrics.logAhead()
      log.error({ org_id: orgId, ahead_ms: aheadMs }, 'the log is ahead of the clock')
    },
    onBatch: (units) => metrics.batch(units),
  }
}

function unitSubject(scope: UnitScope) {
  const { operation, orgId, requestId = null } = scope
  return { operation, orgId, requestId }
}
