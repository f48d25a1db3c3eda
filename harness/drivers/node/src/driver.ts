import { createRequire } from 'node:module'
import { Coxswain, type CoxswainOptions } from '@coxswain/client'
import { validators } from '@coxswain/contract/validators'
import { Clock } from './clock.ts'
import { decode } from './json-value.ts'
import { createLogger } from './log.ts'
import { makeMiddleware } from './middleware.ts'
import { describeError, describeResult, type Fields } from './outcome.ts'
import { readStats } from './stats.ts'

const require = createRequire(import.meta.url)

interface Client {
  sdk: Record<string, unknown>
  clock: Clock
  logs: Fields[]
}

interface Paginated {
  page(): PromiseLike<unknown>
  pages(): AsyncIterable<unknown>
  [Symbol.asyncIterator](): AsyncIterator<unknown>
}

/** Option names of the protocol and of this SDK. */
const clientOptions: Record<string, string> = {
  base_url: 'baseUrl',
  api_key: 'apiKey',
  timeout_ms: 'timeout',
  deadline_ms: 'deadline',
  max_retries: 'maxRetries',
  headers: 'headers',
  log_level: 'logLevel',
}
const callOptions: Record<string, string> = {
  timeout_ms: 'timeout',
  deadline_ms: 'deadline',
  max_retries: 'maxRetries',
  idempotency_key: 'idempotencyKey',
  if_match: 'ifMatch',
  headers: 'headers',
}

const clients = new Map<string, Client>()
const calls = new Map<string, AbortController>()

/** One function per method of the protocol. */
export const methods: Record<string, (params: never) => unknown> = {
  hello: () => ({
    protocol_version: 1,
    sdk: '@coxswain/client',
    version: (require('@coxswain/client/package.json') as { version: string }).version,
    language: 'typescript',
    runtime: `node ${process.versions.node}`,
    capabilities: ['call', 'request', 'iterate', 'abort', 'virtual_clock', 'middleware', 'logs'],
  }),
  'client.create': createClient,
  'client.close': ({ client }: { client: string }) => {
    clients.delete(client)
    return {}
  },
  call: (params: Fields) =>
    run(params, (client, options) => {
      const slot = 'body' in params ? [decode(params.body)] : querySlot(params)
      const result = resolve(client, params)(
        ...(params.path as unknown[]).map(decode),
        ...slot,
        options,
      )
      return isPaginated(result) ? result.page() : result
    }),
  request: (params: Fields) =>
    run(params, ({ sdk }, options) => {
      const body = 'body' in params ? { body: decode(params.body) } : {}
      const query = 'query' in params ? { query: decode(params.query) } : {}
      const request = sdk.request as (...args: unknown[]) => unknown
      return request.call(sdk, params.method, params.path, { ...body, ...query, ...options })
    }),
  iterate,
  abort: ({ call_id }: { call_id: string }) => {
    calls.get(call_id)?.abort()
    return {}
  },
  'clock.advance': ({ client, ms }: { client: string; ms: number }) => {
    find(client).clock.advance(ms)
    return {}
  },
  'clock.hold': ({ client, held }: { client: string; held: boolean }) => {
    find(client).clock.hold(held)
    return {}
  },
  'clock.read': ({ client }: { client: string }) => ({ sleeps_ms: find(client).clock.sleeps }),
  'logs.drain': ({ client }: { client: string }) => ({ logs: find(client).logs.splice(0) }),
  stats: readStats,
}

function createClient(params: {
  client: string
  options: Fields
  env?: Record<string, string>
  clock: { mode: 'virtual' | 'real'; start_ms: number }
}): Fields {
  const clock = new Clock(params.clock)
  const logs: Fields[] = []
  const options: Fields = {
    ...rename(params.options, clientOptions),
    runtime: clock.runtime,
    logger: createLogger(logs),
  }
  if (params.options.validate_responses) options.validateResponses = validators
  if (params.options.middleware) {
    options.middleware = (params.options.middleware as Fields[]).map(makeMiddleware)
  }
  const before = { ...process.env }
  Object.assign(process.env, params.env)
  try {
    const sdk = new Coxswain(options as CoxswainOptions)
    clients.set(params.client, { sdk: sdk as unknown as Record<string, unknown>, clock, logs })
    return { nothing: true, sleeps_ms: [] }
  } catch (error) {
    return { error: describeError(error), sleeps_ms: [] }
  } finally {
    for (const name of Object.keys(params.env ?? {})) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  }
}

/** Makes a call and tells how it ended. */
async function run(
  params: Fields,
  send: (client: Client, options: Fields) => unknown,
): Promise<Fields> {
  const client = find(params.client as string)
  const options = startCall(params)
  const slept = client.clock.sleeps.length
  const outcome: Fields = {}
  try {
    const promise = send(client, options) as PromiseLike<unknown> & {
      withResponse?: () => Promise<{
        data: unknown
        status: number
        headers: Headers
        requestId?: string
      }>
    }
    if (params.raw && promise.withResponse) {
      const { data, status, headers, requestId } = await promise.withResponse()
      Object.assign(outcome, describeResult(data))
      outcome.response = {
        status,
        headers: Object.fromEntries(headers),
        request_id: requestId ?? null,
      }
    } else {
      Object.assign(outcome, describeResult(await promise))
    }
  } catch (error) {
    outcome.error = describeError(error)
  }
  calls.delete(params.call_id as string)
  outcome.sleeps_ms = client.clock.sleeps.slice(slept)
  return outcome
}

async function iterate(params: Fields): Promise<Fields> {
  const client = find(params.client as string)
  const options = startCall(params)
  const slept = client.clock.sleeps.length
  const items: unknown[] = []
  const outcome: Fields = { items }
  try {
    const path = (params.path as unknown[]).map(decode)
    const list = resolve(client, params)(...path, ...querySlot(params), options) as Paginated
    for await (const item of params.by === 'pages' ? list.pages() : list) {
      items.push(item)
      if (items.length === params.take) break
    }
  } catch (error) {
    outcome.error = describeError(error)
  }
  calls.delete(params.call_id as string)
  outcome.sleeps_ms = client.clock.sleeps.slice(slept)
  return outcome
}

function startCall(params: Fields): Fields {
  const controller = new AbortController()
  if (params.cancelled) controller.abort()
  calls.set(params.call_id as string, controller)
  return { ...rename(params.options as Fields, callOptions), signal: controller.signal }
}

/** Finds `agents.upsert` as `client.agents.upsert`. */
function resolve({ sdk }: Client, params: Fields): (...args: unknown[]) => unknown {
  const [resource, method] = (params.operation as string).split('.') as [string, string]
  const owner = sdk[resource] as Record<string, (...args: unknown[]) => unknown> | undefined
  const found = owner?.[method]
  if (typeof found !== 'function') throw new Error(`the SDK has no ${params.operation}`)
  return found.bind(owner)
}

function querySlot(params: Fields): unknown[] {
  return 'query' in params ? [decode(params.query)] : []
}

function isPaginated(value: unknown): value is Paginated {
  return typeof (value as Paginated | undefined)?.pages === 'function'
}

function find(name: string): Client {
  const client = clients.get(name)
  if (!client) throw new Error(`there is no client ${name}`)
  return client
}

function rename(options: Fields, names: Record<string, string>): Fields {
  const renamed: Fields = {}
  for (const [name, value] of Object.entries(options)) {
    const property = names[name]
    if (property) renamed[property] = decode(value)
  }
  return renamed
}
