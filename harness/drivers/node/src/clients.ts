import { Coxswain, type CoxswainOptions } from '@coxswain/client'
import { validators } from '@coxswain/contract/validators'
import { Clock } from './clock.ts'
import { decode } from './json-value.ts'
import { createLogger } from './log.ts'
import { makeMiddleware } from './middleware.ts'
import { describeError, type Fields } from './outcome.ts'

export interface Client {
  sdk: Record<string, unknown>
  clock: Clock
  logs: Fields[]
}

/** Names of options in the protocol and in this SDK, where they are not the same in camel case. */
const units: Record<string, string> = {
  timeout_ms: 'timeout',
  deadline_ms: 'deadline',
  approval_timeout_ms: 'approvalTimeout',
}
const clients = new Map<string, Client>()
const calls = new Map<string, AbortController>()

export function createClient(params: {
  client: string
  options: Fields
  env?: Record<string, string>
  clock: { mode: 'virtual' | 'real'; start_ms: number }
}): Fields {
  const clock = new Clock(params.clock)
  const logs: Fields[] = []
  const { validate_responses, middleware, own_transport, ...rest } = params.options
  const options: Fields = {
    ...rename(rest),
    runtime: clock.runtime,
    logger: createLogger(logs),
    ...(validate_responses ? { validateResponses: validators } : {}),
    ...(own_transport ? { fetch: (url: string, init: RequestInit) => fetch(url, init) } : {}),
    ...(middleware ? { middleware: (middleware as Fields[]).map(makeMiddleware) } : {}),
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

export function closeClient({ client }: { client: string }): Fields {
  clients.delete(client)
  return {}
}

export function findClient(name: unknown): Client {
  const client = clients.get(name as string)
  if (!client) throw new Error(`there is no client ${name}`)
  return client
}

/** Finds `agents.upsert` as `client.agents.upsert`. */
export function findMethod({ sdk }: Client, operation: unknown): (...args: unknown[]) => unknown {
  const [resource, method] = (operation as string).split('.') as [string, string]
  const owner = sdk[resource] as Record<string, (...args: unknown[]) => unknown> | undefined
  const found = owner?.[method]
  if (typeof found !== 'function') throw new Error(`the SDK has no ${operation}`)
  return found.bind(owner)
}

/** The options of a call, with the signal that `abort` pulls. */
export function startCall(params: Fields): Fields {
  const controller = new AbortController()
  if (params.cancelled) controller.abort()
  calls.set(params.call_id as string, controller)
  return { ...rename(params.options as Fields), signal: controller.signal }
}

export function endCall({ call_id }: Fields): void {
  calls.delete(call_id as string)
}

export function abort({ call_id }: { call_id: string }): Fields {
  calls.get(call_id)?.abort()
  return {}
}

/** Values with their names in camel case. */
export function rename(values: Fields): Fields {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      units[name] ?? name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      decode(value),
    ]),
  )
}
