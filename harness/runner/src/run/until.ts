import type { UntilStep } from '../scenario/scenario.ts'
import { readSignal } from './governed.ts'
import { pollUntil } from './poll.ts'
import type { RunContext } from './run-context.ts'

/** Waits for something to be so, at most `within_ms` of real time. */
export async function runUntil(
  context: RunContext,
  { until, within_ms = 8000 }: UntilStep,
): Promise<void> {
  const { proxy, driver, stage } = context
  const {
    operation,
    requests,
    upstream,
    events,
    open_connections,
    sleeps,
    timers,
    held,
    arrived,
    cancelled,
  } = until
  const earlier = until.since === undefined ? 0 : context.call(until.since).begins
  const seen = () => context.exchangesOf(operation, earlier)
  const ofWhat = operation ? ` of ${operation}` : ''
  if (requests !== undefined) {
    await proxy.until(() => seen().length >= requests, within_ms, `request ${requests}${ofWhat}`)
  }
  if (upstream !== undefined) {
    const answered = () => seen().filter((exchange) => exchange.upstream).length
    const what = `${upstream} answers of the server${ofWhat}`
    await proxy.until(() => answered() >= upstream, within_ms, what)
  }
  if (events !== undefined) {
    const frames = () => seen().flatMap((exchange) => exchange.frames ?? [])
    const given = () => frames().filter(({ data }) => data !== undefined).length
    await proxy.until(() => given() >= events, within_ms, `${events} events${ofWhat}`)
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
  if (timers !== undefined) {
    await pollUntil(within_ms, `${timers} timers`, async () => {
      const clock = await driver.send('clock.read', { client: context.driverName('main') })
      return clock.timers === timers
    })
  }
  if (held !== undefined) {
    await pollUntil(within_ms, `${held} held requests`, async () => {
      return (await stage.server.control.held(context.tag)) >= held
    })
  }
  if (arrived !== undefined) {
    await pollUntil(within_ms, `${arrived} requests${ofWhat} in the server`, async () => {
      return (await stage.server.control.arrived(context.tag, operation)) >= arrived
    })
  }
  if (cancelled !== undefined) {
    await pollUntil(within_ms, `the signal of ${cancelled}`, async () => {
      return (await readSignal(context, cancelled)).cancelled
    })
  }
}
