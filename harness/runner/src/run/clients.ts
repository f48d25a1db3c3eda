import type { Fields, Value } from '../expect/value.ts'
import type { CreateClientStep } from '../scenario/scenario.ts'
import { placeholder } from '../scenario/values.ts'
import type { Outcome } from '../subject/protocol.ts'
import type { RunContext } from './run-context.ts'

export function clientOf(context: RunContext, step: { client?: string }): string {
  return context.driverName(step.client ?? 'main')
}

export async function runCreateClient(
  context: RunContext,
  step: CreateClientStep,
  path: string,
): Promise<void> {
  const outcome = await createClient(context, step.create_client, step.options ?? {})
  if (step.expect) {
    const place = context.note(outcome as unknown as Fields, path)
    context.expect(path, outcome as unknown as Fields, step.expect, place)
  } else if (outcome.error) {
    throw new Error(`${path}: the client was not made: ${outcome.error.message}`)
  }
}

/** `base_url` and `api_key` are given unless the scenario says null. */
export async function createClient(
  context: RunContext,
  name: string,
  described: Fields,
): Promise<Outcome> {
  const { env, ...own } = {
    base_url: placeholder('proxy.url'),
    api_key: placeholder('org.key'),
    ...described,
  } as Fields
  for (const option of ['base_url', 'api_key']) if (own[option] === null) delete own[option]
  const outcome = await context.driver.send('client.create', {
    client: context.driverName(name),
    options: context.fill(own),
    env: context.fill((env ?? {}) as Record<string, string>),
    clock: {
      mode: context.scenario.time ?? 'virtual',
      start_ms: context.startMs,
    },
  })
  if (!outcome.error) context.clients.add(name)
  return outcome
}

export async function drainLogs(context: RunContext, client: string): Promise<Value[]> {
  const known = context.logs.get(client) ?? []
  if (!context.clients.has(client)) return known
  const { logs } = await context.driver.send('logs.drain', { client: context.driverName(client) })
  const all = [...known, ...logs]
  context.logs.set(client, all)
  return all
}
