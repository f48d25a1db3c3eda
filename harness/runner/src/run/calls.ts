import type { Fields, Value } from '../expect/value.ts'
import type { CallStep, IterateStep, RequestStep, Step } from '../scenario/scenario.ts'
import type { Outcome } from '../subject/protocol.ts'
import { clientOf } from './clients.ts'
import { conclude, measure } from './conclude.ts'
import { refuseSurplus } from './governed.ts'
import type { BackgroundCall, RunContext } from './run-context.ts'
import { beginReading } from './streams.ts'

export async function runCall(
  context: RunContext,
  step: CallStep | RequestStep,
  path: string,
): Promise<void> {
  const isStream = 'call' in step && context.findOperation(step.call)?.streaming
  const call = isStream ? beginReading(context, step) : begin(context, step)
  if (step.background) {
    context.background.set(step.background, call)
    return
  }
  const outcome = await conclude(context, call, step.expect, path)
  if (step.as) rememberOutcome(context, step.as, outcome)
}

export async function runAwait(
  context: RunContext,
  step: { await: string; expect?: Fields },
  path: string,
): Promise<void> {
  const call = context.call(step.await)
  if (call.invoked) await refuseSurplus(context, { ...call, invoked: call.invoked }, step, path)
  const outcome = await call.outcome
  context.background.delete(step.await)
  const told = call.invoked ? { ...outcome, invoked: call.invoked() } : outcome
  context.driver.invocations.forget(call.callId)
  await conclude(context, { ...call, outcome: Promise.resolve(told) }, step.expect, path)
}

export async function runIterate(
  context: RunContext,
  step: IterateStep,
  path: string,
): Promise<void> {
  const callId = context.nextCallId()
  const wire = context.tapeWire()
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
  const call = { client: step.client, operation: step.iterate, wire, ...measure(answer) }
  const ended = await conclude(context, call, step.expect, path)
  if (step.as) context.remember(step.as, ended.items ?? null)
}

export async function runParallel(
  context: RunContext,
  step: Extract<Step, { parallel: number }>,
  path: string,
): Promise<void> {
  const wire = context.tapeWire()
  const calls = Array.from({ length: step.parallel }, () => begin(context, step.of))
  const outcomes = await Promise.all(calls.map((call) => call.outcome))
  await context.settle()
  const seen = { outcomes, wire: wire() } as unknown as Fields
  const place = context.note({ outcomes: seen.outcomes as Value }, path)
  context.expect(path, seen, step.expect, place)
  if (step.as) context.remember(step.as, outcomes as unknown as Value)
}

function begin(context: RunContext, step: CallStep | RequestStep): BackgroundCall {
  const callId = context.nextCallId()
  const begins = context.proxy.exchanges.length
  const wire = context.tapeWire()
  const operation = 'call' in step ? step.call : undefined
  const timing = measure(send(context, step, callId))
  return { callId, begins, client: step.client, operation, wire, ...timing }
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
  return context.driver.send('call', {
    call_id: callId,
    client,
    operation: step.call,
    path: context.fill(step.path ?? []),
    ...slotOf(context, step),
    options,
    ...(step.raw ? { raw: true } : {}),
    ...(step.cancelled ? { cancelled: true } : {}),
  })
}

function slotOf(context: RunContext, step: CallStep): Fields {
  const operation = context.findOperation(step.call)
  if (operation === undefined) return {}
  if (operation.bodyExample !== undefined) return { body: context.fill(step.body ?? {}) }
  return operation.queryParams.length > 0 ? { query: context.fill(step.query ?? {}) } : {}
}

function rememberOutcome(context: RunContext, name: string, outcome: Outcome): void {
  context.remember(name, outcome.ok ?? null)
  if (outcome.response) context.remember(`${name}_response`, outcome.response as unknown as Value)
}
