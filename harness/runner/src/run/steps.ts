import type { ServerStep, Step, UntilStep } from '../scenario/scenario.ts'
import { runApi } from './api-step.ts'
import { backgroundCall, runAwait, runCall, runIterate, runParallel } from './calls.ts'
import { clientOf, runCreateClient } from './clients.ts'
import { pollUntil } from './poll.ts'
import type { RunContext } from './run-context.ts'

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
