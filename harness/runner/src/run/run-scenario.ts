import { type Fields, isFields, type Value } from '../expect/value.ts'
import { FaultProxy } from '../proxy/fault-proxy.ts'
import { type Scenario, type Step, transitionsOf } from '../scenario/scenario.ts'
import { type DriverProcess, NotImplemented } from '../subject/driver-process.ts'
import type { DriverError } from '../subject/protocol.ts'
import { checkBaseline } from './baseline.ts'
import { createClient, drainLogs } from './clients.ts'
import { judgeUpstream } from './judge-upstream.ts'
import { Receiver } from './receiver.ts'
import type { RunResult } from './result.ts'
import { RunContext } from './run-context.ts'
import type { Stage } from './stage.ts'
import { runStep } from './steps.ts'
import { closeStreams } from './streams.ts'
import { viewExchange } from './wire-view.ts'

let runs = 0

export interface RunScenarioOptions {
  stage: Stage
  scenario: Scenario
  subject: string
  driver: DriverProcess
  /** Compare the driver's sockets, tasks and threads with those before; not where runs overlap. */
  alone: boolean
  /** Steps in place of the scenario's own, each asked for once the one before has been run. */
  steps?: (context: RunContext) => AsyncIterable<Step>
}

/** Runs a scenario once. Never throws: whatever goes wrong is a failed check of this run. */
export async function runScenario(options: RunScenarioOptions): Promise<RunResult> {
  const { stage, scenario, subject, driver, alone } = options
  const startedAt = performance.now()
  runs += 1
  const tag = `h${String(runs).padStart(5, '0')}`
  // Before anything is awaited: other runs begin meanwhile. Always within the same months, however long
  // a run of runs is: scenarios know the beginning of a time.
  const startMs = 1_770_000_000_000 + (runs % 5000) * 60_000
  const proxy = new FaultProxy({
    upstream: stage.server.address.api,
    tag: `req_${tag}`,
    operationOf: (method, target) => stage.routes.find(method, target)?.id,
  })
  await proxy.listen()
  const org = await stage.server.control.createOrg()
  const receiver = JSON.stringify(scenario).includes('{receiver.port}')
    ? await Receiver.open()
    : undefined
  const context = new RunContext({
    ...options,
    proxy,
    org,
    receiver,
    tag: `req_${tag}_`,
    startMs,
  })
  let ledger: Fields = {}
  let lacks: string | null = null
  try {
    const before = alone ? await driver.send('stats', {}) : undefined
    ledger = await play(context, options.steps?.(context) ?? scenario.steps)
    await stage.server.control.release(context.tag)
    await proxy.answered(2000)
    await closeClients(context)
    await proxy.close()
    if (before) await checkBaseline(driver, before, context.checks)
  } catch (error) {
    context.checks.fail('run', (error as Error).message)
    if (error instanceof NotImplemented) lacks = error.message
    await stage.server.control.release(context.tag)
    if (driver.alive) await abandon(context).catch(() => undefined)
    if (driver.alive) await closeClients(context).catch(() => undefined)
    await proxy.close()
  }
  await receiver?.close()
  const upstream = judgeUpstream(context)
  return {
    scenario: scenario.id,
    subject,
    configuration: stage.server.configuration,
    checks: context.checks.count,
    checked: context.checks.made,
    failures: context.checks.failures,
    duration_ms: performance.now() - startedAt,
    lacks,
    moments: context.moments,
    trace: { steps: context.outcomes, wire: context.exchangesOf().map(viewExchange), ledger },
    exchanges: proxy.exchanges,
    ...upstream,
    transitions: transitionsOf(scenario).filter(
      (id) => isFields(ledger.transitions) && id in ledger.transitions,
    ),
    handled: context.checks.passed ? [...context.handled] : [],
    idioms: context.idioms,
  }
}

async function play(
  context: RunContext,
  steps: AsyncIterable<Step> | readonly Step[],
): Promise<Fields> {
  const { scenario, stage, org, proxy } = context
  for (const [index, step] of (scenario.given ?? []).entries()) {
    await runStep(context, step, `given[${index}]`)
  }
  const before = await stage.server.control.ledger(org.id)
  if (scenario.org?.rate_limit) {
    await stage.server.control.limit(context.tag, scenario.org.rate_limit)
  }
  proxy.rules.add(context.fill(scenario.proxy ?? []))
  if (scenario.client !== null) {
    const made = await createClient(context, 'main', scenario.client ?? {})
    if (made.error) return refuse(context, made.error)
  }
  let index = 0
  for await (const step of steps) {
    await runStep(context, step, `steps[${index}]`)
    index += 1
  }
  await closeStreams(context)
  await context.settle()
  for (const client of context.clients) await drainLogs(context, client)
  const after = await stage.server.control.ledger(org.id)
  const transitions = difference(after.transitions, before.transitions)
  const ledger = {
    operations: difference(after.operations, before.operations),
    events: difference(after.events, before.events),
    // Most scenarios have nothing to do with any.
    ...(Object.keys(transitions).length > 0 ? { transitions } : {}),
  }
  checkTransitions(context, transitions)
  if (scenario.expect?.ledger !== undefined) {
    context.expect('ledger', ledger, scenario.expect.ledger)
  }
  if (scenario.expect?.wire !== undefined) {
    context.expect('wire', context.exchangesOf().map(viewExchange), scenario.expect.wire)
  }
  return ledger
}

/** An SDK that makes no client has answered, wrongly; there is nothing to go on with. */
function refuse({ checks, outcomes }: RunContext, error: DriverError): Fields {
  outcomes.push({ error: { ...error } })
  checks.fail('client', `was not made: ${error.class}: ${error.message}`)
  return {}
}

/** What a scenario says that it proves, the server must have seen: a check for each. */
function checkTransitions({ scenario, checks }: RunContext, seen: Fields): void {
  for (const id of transitionsOf(scenario)) {
    checks.assert(id in seen, 'ledger.transitions', () => `${id} did not happen at the server`)
  }
}

function difference(after: Record<string, number>, before: Record<string, number>): Fields {
  const counts: Record<string, Value> = {}
  for (const [name, count] of Object.entries(after)) {
    const more = count - (before[name] ?? 0)
    if (more > 0) counts[name] = more
  }
  return counts
}

/** Ends what a failed run has left under way, so that the next one meets a driver at rest. */
async function abandon({ background, driver }: RunContext): Promise<void> {
  for (const { callId, outcome } of background.values()) {
    await driver.send('abort', { call_id: callId })
    for (const { callback } of driver.invocations.of(callId)) {
      const settlement = { call_id: callId, callback, throw: 'the run has failed' }
      await driver.send('callback.settle', settlement).catch(() => undefined)
    }
    const ended = outcome.then(
      () => true,
      () => true,
    )
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2000))])
  }
}

async function closeClients(context: RunContext): Promise<void> {
  const { clients, driver } = context
  await closeStreams(context)
  for (const client of clients)
    await driver.send('client.close', { client: context.driverName(client) })
  clients.clear()
}
