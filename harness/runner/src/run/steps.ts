import type { Fields, Value } from '../expect/value.ts'
import type {
  ApiStep,
  CallStep,
  CreateClientStep,
  IterateStep,
  RequestStep,
  ServerStep,
  Step,
  UntilStep,
} from '../scenario/scenario.ts'
import { placeholder } from '../scenario/values.ts'
import { askApi } from '../server/api.ts'
import type { Outcome } from '../subject/protocol.ts'
import { pollUntil } from './poll.ts'
import type { BackgroundCall, RunContext } from './run-context.ts'

/** Runs one step; what it expected and did not find is in the context's checks. */
export async function runStep(context: RunContext, step: Step, path: string): Promise<void> {
  if ('call' in step) return runCall(context, step, path)
  if ('request' in step) return runCall(context, step, path)
  if ('iterate' in step) return runIterate(context, step, path)
  if ('api' in step) return runApi(context, step, path)
  if ('create_client' in step) return runCreateClient(context, step, path)
  if ('server' in step) return runServer(context, step)
  if ('until' in step) return runUntil(context, step)
  if ('await' in step) return runAwait(context, step, path)
  if ('repeat' in step) {
    for (let turn = 0; turn < step.repeat; turn += 1) {
      for (const [index, inner] of step.steps.entries()) {
        await runStep(context, inner, `${path}.turn[${turn}][${index}]`)
      }
    }
    return
  }
  if ('parallel' in step) return runParallel(context, step, path)
  if ('proxy' in step) return context.proxy.rules.add(context.fill(step.proxy))
  if ('close_client' in step) {
    context.clients.delete(step.close_client)
    await context.driver.send('client.close', { client: context.driverName(step.close_client) })
    return
  }
  if ('abort' in step) {
    await context.driver.send('abort', { call_id: backgroundCall(context, step.abort).callId })
    return
  }
  if ('advance_ms' in step) {
    await context.driver.send('clock.advance', {
      client: clientOf(context, step),
      ms: step.advance_ms,
    })
    return
  }
  await context.driver.send('clock.hold', {
    client: clientOf(context, step),
    held: step.hold_sleeps,
  })
}

function clientOf(context: RunContext, step: { client?: string }): string {
  return context.driverName(step.client ?? 'main')
}

/** Asks the driver; the operation's slots decide whether a body or a query is sent along. */
function send(context: RunContext, step: CallStep | RequestStep, callId: string): Promise<Outcome> {
  const client = clientOf(context, step)
  const options = context.fill(step.options ?? {})
  if ('request' in step) {
    return context.driver.send('request', {
      call_id: callId,
      client,
      ...context.fill(step.request),
      options,
      ...(step.cancelled ? { cancelled: true } : {}),
    })
  }
  const operation = context.operation(step.call)
  const slot: Fields =
    operation.bodyExample !== undefined
      ? { body: context.fill(step.body ?? {}) }
      : operation.queryParams.length > 0
        ? { query: context.fill(step.query ?? {}) }
        : {}
  return context.driver.send('call', {
    call_id: callId,
    client,
    operation: step.call,
    path: context.fill(step.path ?? []),
    ...slot,
    options,
    ...(step.raw ? { raw: true } : {}),
    ...(step.cancelled ? { cancelled: true } : {}),
  })
}

function begin(context: RunContext, step: CallStep | RequestStep): BackgroundCall {
  const callId = context.nextCallId()
  const since = context.proxy.exchanges.length
  const timing = measure(send(context, step, callId))
  const { outcome } = timing
  // Whoever awaits it sees the failure; until then it must not end the process.
  outcome.catch(() => undefined)
  const operation = 'call' in step ? step.call : undefined
  return { callId, client: step.client, operation, since, ...timing }
}

/** Takes the time of a call, for scenarios in real time. */
function measure(outcome: Promise<Outcome>): Pick<BackgroundCall, 'outcome' | 'tookMs'> {
  const startedAt = performance.now()
  const tookMs = outcome.then(
    () => performance.now() - startedAt,
    () => 0,
  )
  return { outcome, tookMs }
}

async function runCall(
  context: RunContext,
  step: CallStep | RequestStep,
  path: string,
): Promise<void> {
  const call = begin(context, step)
  if (step.background) {
    context.background.set(step.background, call)
    return
  }
  const outcome = await conclude(context, call, step.expect, path, step.client)
  if (step.as) rememberOutcome(context, step.as, outcome)
}

async function runAwait(
  context: RunContext,
  step: { await: string; expect?: Fields },
  path: string,
): Promise<void> {
  const call = backgroundCall(context, step.await)
  const outcome = await call.outcome
  context.background.delete(step.await)
  await conclude(
    context,
    { ...call, outcome: Promise.resolve(outcome) },
    step.expect,
    path,
    call.client,
  )
}

/** Waits for a call's end, compares it, and notes what the SDK has shown that it handles. */
async function conclude(
  context: RunContext,
  call: BackgroundCall,
  expected: Fields | undefined,
  path: string,
  client = 'main',
): Promise<Outcome> {
  const outcome = await call.outcome
  await context.settle()
  const seen = outcome as unknown as Fields
  context.outcomes.push(seen)
  if (!expected) return outcome
  const wire = context.wireSince(call.since)
  const took = context.scenario.time === 'real' ? { took_ms: await call.tookMs } : {}
  const logs = 'logs' in expected ? await drainLogs(context, client) : []
  if (explainSurprise(context, outcome, expected, path)) return outcome
  const place = `steps[${context.outcomes.length - 1}]`
  const held = context.expect(path, { ...seen, ...took, wire, logs }, expected, place)
  const last = wire.findLast((exchange) => exchange.status !== undefined)
  if (held && call.operation && last) context.handled.add(`${call.operation} ${last.status}`)
  return outcome
}

/** An error where a result was expected says why before it says where. */
function explainSurprise(
  context: RunContext,
  outcome: Outcome,
  expected: Fields,
  path: string,
): boolean {
  const wanted = ['ok', 'nothing', 'items'].some((name) => name in expected)
  if (!wanted || !outcome.error || 'error' in expected) return false
  context.checks.fail(path, `the call failed: ${outcome.error.class}: ${outcome.error.message}`)
  return true
}

async function runIterate(context: RunContext, step: IterateStep, path: string): Promise<void> {
  const callId = context.nextCallId()
  const since = context.proxy.exchanges.length
  const answer = context.driver.send('iterate', {
    call_id: callId,
    client: clientOf(context, step),
    operation: step.iterate,
    path: context.fill(step.path ?? []),
    query: context.fill(step.query ?? {}),
    by: step.by ?? 'items',
    ...(step.take ? { take: step.take } : {}),
    ...(step.cancelled ? { cancelled: true } : {}),
    options: context.fill(step.options ?? {}),
  })
  const call = { callId, client: step.client, operation: step.iterate, since, ...measure(answer) }
  const ended = await conclude(context, call, step.expect, path, step.client)
  if (step.as) context.remember(step.as, ended.items ?? null)
}

async function runParallel(
  context: RunContext,
  step: Extract<Step, { parallel: number }>,
  path: string,
): Promise<void> {
  const since = context.proxy.exchanges.length
  const calls = Array.from({ length: step.parallel }, () => begin(context, step.of))
  const outcomes = await Promise.all(calls.map((call) => call.outcome))
  await context.settle()
  const seen = { outcomes, wire: context.wireSince(since) } as unknown as Fields
  context.outcomes.push({ outcomes: seen.outcomes as Value })
  context.expect(path, seen, step.expect, `steps[${context.outcomes.length - 1}]`)
  if (step.as) context.remember(step.as, outcomes as unknown as Value)
}

export async function runApi(context: RunContext, step: ApiStep, path: string): Promise<void> {
  const operation = context.operation(step.api)
  const slot = operation.bodyExample === undefined ? {} : { body: context.fill(step.body ?? {}) }
  const answer = await askApi(context.stage.server.address.api, {
    operation,
    path: context.fill(step.path ?? []),
    ...slot,
    query: context.fill(step.query ?? {}),
    key: context.fill(step.key ?? defaultKey(operation.security)),
    ...(step.headers ? { headers: context.fill(step.headers) } : {}),
  })
  if (!step.expect && answer.status >= 300) {
    throw new Error(`${path}: ${step.api} answered ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  context.expect(path, answer as unknown as Fields, step.expect)
  if (step.as) {
    context.remember(step.as, answer.body)
    context.remember(`${step.as}_response`, { status: answer.status, headers: answer.headers })
  }
}

function defaultKey(security: string): string {
  return placeholder(security === 'bootstrapToken' ? 'bootstrap_token' : 'org.key')
}

async function runCreateClient(
  context: RunContext,
  step: CreateClientStep,
  path: string,
): Promise<void> {
  const outcome = await createClient(context, step.create_client, step.options ?? {})
  if (step.expect) {
    context.outcomes.push(outcome as unknown as Fields)
    const place = `steps[${context.outcomes.length - 1}]`
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

async function runServer(context: RunContext, { server }: ServerStep): Promise<void> {
  const { control } = context.stage.server
  if ('advance_ms' in server) await control.advance(context.org.id, server.advance_ms)
  else if ('fault' in server) await control.fault({ tag: context.tag, ...server.fault })
  else if ('inject' in server) await control.inject(context.org.id, context.fill(server.inject))
  else await control.release(context.tag)
}

async function runUntil(
  context: RunContext,
  { until, within_ms = 3000 }: UntilStep,
): Promise<void> {
  const { proxy, driver, stage } = context
  const { requests, upstream, open_connections, sleeps, held } = until
  if (requests !== undefined) {
    await proxy.until(() => proxy.exchanges.length >= requests, within_ms, `request ${requests}`)
  }
  if (upstream !== undefined) {
    const answered = () => proxy.exchanges.filter((exchange) => exchange.upstream).length
    await proxy.until(() => answered() >= upstream, within_ms, `${upstream} answers of the server`)
  }
  if (open_connections !== undefined) {
    const enough = () => proxy.openConnections === open_connections
    await proxy.until(enough, within_ms, `${open_connections} open connections`)
  }
  if (sleeps !== undefined) {
    await pollUntil(within_ms, `sleep ${sleeps}`, async () => {
      const { sleeps_ms } = await driver.send('clock.read', { client: context.driverName('main') })
      return sleeps_ms.length >= sleeps
    })
  }
  if (held !== undefined) {
    await pollUntil(within_ms, `${held} held requests`, async () => {
      return (await stage.server.control.held(context.tag)) >= held
    })
  }
}

function backgroundCall(context: RunContext, name: string): BackgroundCall {
  const call = context.background.get(name)
  if (!call) throw new Error(`no call named ${name} is under way`)
  return call
}

export async function drainLogs(context: RunContext, client: string): Promise<Value[]> {
  const known = context.logs.get(client) ?? []
  if (!context.clients.has(client)) return known
  const { logs } = await context.driver.send('logs.drain', { client: context.driverName(client) })
  const all = [...known, ...logs]
  context.logs.set(client, all)
  return all
}

function rememberOutcome(context: RunContext, name: string, outcome: Outcome): void {
  context.remember(name, outcome.ok ?? null)
  if (outcome.response) context.remember(`${name}_response`, outcome.response as unknown as Value)
}
