import { pino } from 'pino'
import { systemClock } from './clock.ts'
import { CommitBoard } from './commits.ts'
import { createEventCatalogue } from './event-catalogue.ts'
import { housekeeping } from './housekeeping.ts'
import { Endpoint } from './http/endpoint.ts'
import { IdempotencyClaims } from './http/idempotency-claims.ts'
import type { Kernel } from './http/kernel.ts'
import { OpenStreams } from './http/open-streams.ts'
import { Cursors } from './http/pagination.ts'
import { RateLimiter } from './http/rate-limit.ts'
import { createFetch } from './http/reply.ts'
import { createResponseCheck } from './http/response-check.ts'
import { Router } from './http/router.ts'
import { createIds } from './ids.ts'
import { collectReaders, readerWorker } from './log-readers.ts'
import { createMetrics } from './metrics.ts'
import { migrationSets } from './migration-sets.ts'
import type { Module } from './module.ts'
import { ModuleLives } from './module-lives.ts'
import { builtInModules } from './modules/index.ts'
import { openStore } from './open-store.ts'
import { checkOperations } from './operation-check.ts'
import type { ServerOptions } from './server-options.ts'
import { migrateUp } from './store/migrator.ts'
import { loadSecret } from './store/secrets.ts'
import { systemScope } from './store/unit-of-work.ts'
import { storeListeners } from './store-listeners.ts'
import { settledWithin, systemTimers } from './timers.ts'
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
  /**
   * Gives every worker one run, now: for those who call on a schedule of their own instead of `start`.
   * With `orgId`, what time has done is noticed in that org alone.
   */
  runWorkers(options?: { readonly orgId?: string | undefined }): Promise<void>
  /**
   * Refuses new requests with 503 and resolves when those that run are answered, or
   * `limits.drainMs` is over. Long polls answer at once; streams are handed what was committed, told
   * when to come back, and closed.
   */
  drain(): Promise<void>
  /** Closes the streams that are open now; their readers come back and go on where they were. */
  endStreams(): Promise<void>
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
  const { broker, stream, guard, webhooks, retention = {} } = options
  const { deliveryDays } = retention
  const builtIn = builtInModules({
    clock,
    timers,
    broker,
    stream,
    guard,
    webhooks,
    deliveryDays,
  })
  const modules = [...builtIn, ...(options.modules ?? [])]
  const operations = modules.flatMap((module) => module.operations)
  checkOperations(operations)
  const router = new Router(operations)
  const commits = new CommitBoard(timers)
  const drainMs = limits.drainMs ?? defaultDrainMs
  const readers = collectReaders(modules)
  const heard: { wake: ((orgId: string) => void) | null } = { wake: null }
  const lives = new ModuleLives({ timers, log, patienceMs: drainMs })
  const store = await openStore({
    database: options.database,
    clock,
    catalogue: createEventCatalogue(modules.flatMap(({ events = [] }) => events)),
    hooks: storeListeners({
      hooks,
      commits,
      lives,
      metrics,
      log,
      wake: (orgId) => heard.wake?.(orgId),
    }),
    synchronous: options.synchronous,
    maxQueued: limits.queuedUnits,
    pool: options.pool,
    strict,
  })
  const close = async () => {
    await lives.close()
    await store.close()
  }
  try {
    await migrateUp(store, migrationSets(modules))
    const secret = (name: string) => loadSecret(store, ids, name)
    const services = { store, clock, ids, timers, log, metrics, secret }
    await lives.open(modules, services)
    const startedAt = clock.now(null)
    const state = { draining: false }
    const authenticator = only(modules, 'authenticator', 'the API keys')
    const kernel: Kernel = {
      store,
      authenticator,
      streamAuthenticator: only(modules, 'streamAuthenticator', 'the stream tokens'),
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
      streams: new OpenStreams({ store, authenticator, timers }),
      limiter: new RateLimiter(limits.rate ?? defaultRate, clock),
      bodyBytes: limits.bodyBytes ?? defaultBodyBytes,
      claims: new IdempotencyClaims(limits.idempotencyWaitMs ?? defaultIdempotencyWaitMs),
      cursors: new Cursors(await secret('cursors')),
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
      // First, as what they have read may be trimmed in the same run.
      readerWorker(readers, metrics),
      ...housekeeping(
        retention,
        readers.map(({ name }) => name),
      ),
      ...modules.flatMap(({ workers = [] }) => workers),
    ]
    const endpoint = new Endpoint(kernel, router)
    const loop = new WorkerLoop(workers, { store, clock, ids, log })
    heard.wake = (orgId) => loop.wake(orgId)
    return assemble({
      kernel,
      endpoint,
      loop,
      async drain() {
        state.draining = true
        commits.close()
        if (!(await settledWithin(endpoint.idle(), drainMs, timers))) {
          log.error({ drain_ms: drainMs }, 'requests still run: draining goes on without them')
        }
        await lives.drain()
        await kernel.streams.conclude()
      },
      close,
    })
  } catch (error) {
    await close()
    throw error
  }
}

interface Parts {
  readonly kernel: Kernel
  readonly endpoint: Endpoint
  readonly loop: WorkerLoop
  drain(): Promise<void>
  close(): Promise<void>
}

function assemble({ kernel, endpoint, loop, drain, close }: Parts): Server {
  const { store, streams } = kernel
  let drained: Promise<void> | null = null
  let stopped: Promise<void> | null = null
  const drainOnce = () => {
    drained ??= drain()
    return drained
  }
  const stop = async () => {
    await drainOnce()
    await loop.stop()
    await close()
  }
  return {
    fetch: createFetch((request) => endpoint.answer(request)),
    handles: (pathname) => endpoint.handles(pathname),
    start: () => loop.start(),
    runWorkers: (options) => loop.runAll(options?.orgId),
    drain: drainOnce,
    endStreams: () => streams.conclude(),
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

/** What exactly one module must bring. */
function only<Name extends 'authenticator' | 'streamAuthenticator'>(
  modules: readonly Module[],
  name: Name,
  what: string,
): NonNullable<Module[Name]> {
  const found = modules.flatMap((module) => module[name] ?? [])
  const [first] = found
  if (first !== undefined && found.length === 1) return first as NonNullable<Module[Name]>
  throw new TypeError(`exactly one module brings ${what}, not ${found.length}`)
}
