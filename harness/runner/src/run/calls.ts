import type { Fields, Value } from '../expect/value.ts'
import type { CallStep, IterateStep, RequestStep, Step } from '../scenario/scenario.ts'
import type { Outcome } from '../subject/protocol.ts'
import { clientOf, drainLogs } from './clients.ts'
import type { BackgroundCall, RunContext } from './run-context.ts'

export async function runCall(
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

export async function runAwait(
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

export async function runIterate(
  context: RunContext,
  step: IterateStep,
  path: string,
): Promise<void> {
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

export async function runParallel(
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

export function backgroundCall(context: RunContext, name: string): BackgroundCall {
  const call = context.background.get(name)
  if (!call) throw new Error(`no call named ${name} is under way`)
  return call
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

function rememberOutcome(context: RunContext, name: string, outcome: Outcome): void {
  context.remember(name, outcome.ok ?? null)
  if (outcome.response) context.remember(`${name}_response`, outcome.response as unknown as Value)
}
