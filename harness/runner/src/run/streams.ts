import type { Fields, Value } from '../expect/value.ts'
import type { CallStep, NextStep, StreamStep } from '../scenario/scenario.ts'
import type { Outcome } from '../subject/protocol.ts'
import { clientOf } from './clients.ts'
import { conclude, measure } from './conclude.ts'
import type { BackgroundCall, OpenStream, RunContext } from './run-context.ts'

/** How long a pull waits at most when the scenario doesn't say. */
const usualWaitMs = 5000
const usualOperation = 'events.stream'

/** Opens a stream: the SDK makes it and sends nothing. */
export async function runStream(
  context: RunContext,
  step: StreamStep,
  path: string,
): Promise<void> {
  const operation = step.operation ?? usualOperation
  const stream: OpenStream = {
    callId: context.nextCallId(),
    client: step.client,
    operation,
    wire: context.tapeWire(operation),
  }
  const outcome = await open(context, step, stream.callId, operation)
  if (step.expect) {
    const place = context.note(outcome as unknown as Fields, path)
    context.expect(path, outcome as unknown as Fields, step.expect, place)
  } else if (outcome.error) {
    throw new Error(`${path}: the stream was not opened: ${outcome.error.message}`)
  }
  if (!outcome.error) context.streams.set(step.stream, stream)
}

export async function runNext(context: RunContext, step: NextStep, path: string): Promise<void> {
  const stream = context.stream(step.next)
  const begins = context.proxy.exchanges.length
  const call = { ...stream, begins, ...measure(pull(context, stream, step)) }
  if (step.background) {
    context.background.set(step.background, call)
    return
  }
  const { items } = await conclude(context, call, step.expect, path)
  if (step.as) context.remember(step.as, items)
}

export async function runCloseStream(context: RunContext, name: string): Promise<void> {
  const { callId } = context.stream(name)
  context.streams.delete(name)
  await context.driver.send('stream.close', { call_id: callId })
  await context.settle()
}

export async function closeStreams({ streams, driver }: RunContext): Promise<void> {
  for (const [name, { callId }] of streams) {
    streams.delete(name)
    await driver.send('stream.close', { call_id: callId })
  }
}

/**
 * A plain call of an operation that streams: opens it, takes the first item, leaves. It does not
 * reconnect unless the scenario says so, so that templates ask of it what they ask of any operation.
 */
export function beginReading(context: RunContext, step: CallStep): BackgroundCall {
  const callId = context.nextCallId()
  const begins = context.proxy.exchanges.length
  const wire = context.tapeWire()
  const { max_retries: max_reconnects = 0, ...options } = step.options ?? {}
  const read = async (): Promise<Outcome> => {
    const opened = await open(
      context,
      { ...step, options: { max_reconnects, ...options } },
      callId,
      step.call,
    )
    if (opened.error) return opened
    const name = `call ${callId}`
    context.streams.set(name, { callId, client: step.client, operation: step.call, wire })
    const reading = await pull(context, { callId }, { max: 1 })
    context.streams.delete(name)
    await context.driver.send('stream.close', { call_id: callId })
    const { items, error, sleeps_ms } = reading
    if (error) return { error, sleeps_ms }
    return items.length > 0 ? { ok: items[0] as Value, sleeps_ms } : { nothing: true, sleeps_ms }
  }
  return { callId, begins, client: step.client, operation: step.call, wire, ...measure(read()) }
}

function open(
  context: RunContext,
  step: Pick<StreamStep, 'client' | 'options' | 'cancelled' | 'on_open'> & { query?: Value },
  callId: string,
  operation: string,
): Promise<Outcome> {
  return context.driver.send('stream.open', {
    call_id: callId,
    client: clientOf(context, step),
    operation,
    query: context.fill(step.query ?? {}) as Fields,
    options: context.fill(step.options ?? {}),
    ...(step.on_open ? { on_open: true } : {}),
    ...(step.cancelled ? { cancelled: true } : {}),
  })
}

function pull(
  context: RunContext,
  { callId }: Pick<OpenStream, 'callId'>,
  { max = 1, wait_ms = usualWaitMs }: Pick<NextStep, 'max' | 'wait_ms'>,
) {
  return context.driver.send('stream.next', { call_id: callId, max, wait_ms })
}
