import { type Fields, isFields } from '../expect/value.ts'
import type { CallbackName, GovernedStep, InvokedStep, SettleStep } from '../scenario/scenario.ts'
import type { Settlement } from '../subject/protocol.ts'
import { clientOf } from './clients.ts'
import { measure } from './conclude.ts'
import { pollUntil } from './poll.ts'
import type { BackgroundCall, RunContext } from './run-context.ts'

/** Starts governed work; its callbacks wait until the scenario settles them. */
export function startGoverned(context: RunContext, step: GovernedStep): void {
  const callId = context.nextCallId()
  const begins = context.proxy.exchanges.length
  const wire = context.tapeWire()
  const answer = context.driver.send('governed', {
    call_id: callId,
    client: clientOf(context, step),
    action: context.fill(step.action),
    options: context.fill(step.options ?? {}),
    ...(step.on_waiting ? { on_waiting: true } : {}),
    ...(step.cancelled ? { cancelled: true } : {}),
  })
  const count = (name: CallbackName) => context.driver.invocations.of(callId, name).length
  context.background.set(step.governed, {
    callId,
    begins,
    client: step.client,
    operation: undefined,
    wire,
    invoked: () => ({ run: count('run'), on_waiting: count('on_waiting') }),
    ...measure(answer),
  })
}

/** Waits for a callback; what it was given is what the step may expect. */
export async function runInvoked(
  context: RunContext,
  step: InvokedStep,
  path: string,
): Promise<void> {
  const { callId, outcome } = context.call(step.invoked)
  const callback = step.callback ?? 'run'
  let over = false
  const end = () => {
    over = true
  }
  outcome.then(end, end)
  const find = () => context.driver.invocations.of(callId, callback)[0]
  await pollUntil(8000, `the callback ${callback} of ${step.invoked}`, async () => {
    if (find()) return true
    if (over) throw new Error(`${path}: ${step.invoked} ended: ${JSON.stringify(await outcome)}`)
    return false
  })
  const { call_id: _, callback: __, ...given } = { ...find() } as unknown as Fields
  context.expect(path, given, step.expect, context.note(given, path))
  if (step.as) context.remember(step.as, given)
}

/**
 * A callback that no step expects is settled by none, and governed work would wait for it until all
 * patience is over: what is already wrong is told at once.
 */
export async function refuseSurplus(
  context: RunContext,
  { outcome, invoked }: Pick<BackgroundCall, 'outcome'> & Required<Pick<BackgroundCall, 'invoked'>>,
  step: { await: string; expect?: Fields },
  path: string,
): Promise<void> {
  const wanted = step.expect?.invoked
  if (wanted === undefined || !isFields(wanted)) return
  let over = false
  const end = () => {
    over = true
  }
  outcome.then(end, end)
  const isSurplus = () =>
    Object.entries(invoked()).some(([name, count]) => count > Number(wanted[name]))
  await pollUntil(Infinity, step.await, async () => over || isSurplus())
  if (over) return
  context.expect(`${path}.invoked`, invoked(), wanted)
  throw new Error(`${path}: ${step.await} waits for what nobody expected`)
}

export async function runSettle(context: RunContext, step: SettleStep): Promise<void> {
  const settlement: Settlement =
    step.throw === undefined
      ? { return: context.fill(step.return ?? null) }
      : { throw: context.fill(step.throw) }
  await context.driver.send('callback.settle', {
    call_id: context.call(step.settle).callId,
    callback: step.callback ?? 'run',
    ...settlement,
  })
}

/** What the callback would read of its signal now. */
export function readSignal(context: RunContext, name: string): Promise<{ cancelled: boolean }> {
  return context.driver.send('callback.read', { call_id: context.call(name).callId })
}
