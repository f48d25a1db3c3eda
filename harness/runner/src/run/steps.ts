import type { Fields } from '../expect/value.ts'
import type { ReceivedStep, ServerStep, Step, UnwrapStep } from '../scenario/scenario.ts'
import { runApi } from './api-step.ts'
import { runAwait, runCall, runIterate, runParallel } from './calls.ts'
import { clientOf, runCreateClient } from './clients.ts'
import { readSignal, runInvoked, runSettle, startGoverned } from './governed.ts'
import type { RunContext } from './run-context.ts'
import { runCloseStream, runNext, runStream } from './streams.ts'
import { runSwarm } from './swarm.ts'
import { runUntil } from './until.ts'

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
  if ('stream' in step) return runStream(context, step, path)
  if ('next' in step) return runNext(context, step, path)
  if ('close_stream' in step) return runCloseStream(context, step.close_stream)
  if ('governed' in step) return startGoverned(context, step)
  if ('invoked' in step) return runInvoked(context, step, path)
  if ('settle' in step) return runSettle(context, step)
  if ('signal' in step) {
    const state = await readSignal(context, step.signal)
    context.expect(path, state, step.expect)
    return
  }
  if ('swarm' in step) return runSwarm(context, step, path)
  if ('parallel' in step) return runParallel(context, step, path)
  if ('release_streams' in step) return context.proxy.releaseStreams()
  if ('forget_rules' in step) return context.proxy.rules.clear()
  if ('proxy' in step) return context.proxy.rules.add(context.fill(step.proxy))
  if ('receiver' in step) return context.receiver.script(context.fill(step.receiver))
  if ('received' in step) return runReceived(context, step, path)
  if ('unwrap' in step) return runUnwrap(context, step, path)
  if ('close_client' in step) {
    context.clients.delete(step.close_client)
    await context.driver.send('client.close', { client: context.driverName(step.close_client) })
    return
  }
  if ('abort' in step) {
    const { callId } = context.streams.get(step.abort) ?? context.call(step.abort)
    await context.driver.send('abort', { call_id: callId })
    return
  }
  if ('pass_ms' in step) return passTime(context, step.pass_ms)
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

/** Time passes for the server first, then for every client: what falls due there meets its new time. */
async function passTime(context: RunContext, ms: number): Promise<void> {
  await context.stage.server.control.advance(context.org.id, ms)
  for (const client of context.clients) {
    await context.driver.send('clock.advance', { client: context.driverName(client), ms })
  }
}

function runReceived(context: RunContext, step: ReceivedStep, path: string): void {
  const received = context.receiver.take(context.fill(step.received.secrets ?? []))
  context.expect(path, received, step.expect)
  if (step.as) context.remember(step.as, received)
}

async function runUnwrap(context: RunContext, step: UnwrapStep, path: string): Promise<void> {
  const { at_seconds, ...webhook } = context.fill(step.unwrap)
  const outcome = await context.driver.send('webhook.unwrap', {
    ...webhook,
    now_ms: at_seconds * 1000,
  })
  const told = outcome as unknown as Fields
  context.expect(path, told, step.expect, context.note(told, path))
  if (step.as) context.remember(step.as, outcome.ok ?? null)
}

async function runServer(context: RunContext, { server }: ServerStep): Promise<void> {
  const { control } = context.stage.server
  if ('advance_ms' in server) await control.advance(context.org.id, server.advance_ms)
  else if ('fault' in server) await control.fault({ tag: context.tag, ...server.fault })
  else if ('inject' in server) await control.inject(context.org.id, context.fill(server.inject))
  else if ('work' in server) await control.work(context.org.id)
  else if ('evaluator' in server) {
    await control.setEvaluator(context.org.id, context.fill(server.evaluator))
  } else await control.release(context.tag)
}
