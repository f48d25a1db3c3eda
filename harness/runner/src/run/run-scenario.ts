import type { Fields, Value } from '../expect/value.ts'
import { FaultProxy } from '../proxy/fault-proxy.ts'
import { header } from '../proxy/recording.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { DriverProcess } from '../subject/driver-process.ts'
import { runApi } from './api-step.ts'
import { checkBaseline } from './baseline.ts'
import { createClient, drainLogs } from './clients.ts'
import type { RunResult } from './result.ts'
import { RunContext, type Stage } from './run-context.ts'
import { runStep } from './steps.ts'

let runs = 0

export interface RunScenarioOptions {
  stage: Stage
  scenario: Scenario
  subject: string
  driver: DriverProcess
  /** Compare the driver's sockets, tasks and threads with those before; not where runs overlap. */
  alone: boolean
}

/** Runs a scenario once. Never throws: whatever goes wrong is a failed check of this run. */
export async function runScenario(options: RunScenarioOptions): Promise<RunResult> {
  const { stage, scenario, subject, driver, alone } = options
  const startedAt = performance.now()
  runs += 1
  const tag = `h${String(runs).padStart(5, '0')}`
  const proxy = new FaultProxy({ upstream: stage.server.address.api, tag: `req_${tag}` })
  await proxy.listen()
  const org = await stage.server.control.createOrg()
  const startMs = 1_770_000_000_000 + runs * 60_000
  const context = new RunContext({ ...options, proxy, org, tag: `req_${tag}_`, startMs })
  let ledger: Fields = {}
  try {
    const before = alone ? await driver.send('stats', {}) : undefined
    ledger = await play(context)
    await stage.server.control.release(context.tag)
    await proxy.answered(2000)
    await closeClients(context)
    await proxy.close()
    if (before) await checkBaseline(driver, before, context.checks)
  } catch (error) {
    context.checks.fail('run', (error as Error).message)
    await stage.server.control.release(context.tag)
    if (driver.alive) await closeClients(context).catch(() => undefined)
    await proxy.close()
  }
  const { produced, codes } = judgeUpstream(context)
  return {
    scenario: scenario.id,
    subject,
    checks: context.checks.count,
    failures: context.checks.failures,
    duration_ms: performance.now() - startedAt,
    trace: { steps: context.outcomes, wire: context.wireSince(0), ledger },
    exchanges: proxy.exchanges,
    produced,
    codes,
    handled: context.checks.passed ? [...context.handled] : [],
    idioms: context.idioms,
  }
}

async function play(context: RunContext): Promise<Fields> {
  const { scenario, stage, org, proxy } = context
  for (const [index, step] of (scenario.given ?? []).entries()) {
    await runApi(context, step, `given[${index}]`)
  }
  const before = await stage.server.control.ledger(org.id)
  if (scenario.org?.rate_limit) {
    await stage.server.control.limit(context.tag, scenario.org.rate_limit)
  }
  proxy.rules.add(context.fill(scenario.proxy ?? []))
  if (scenario.client !== null) {
    const made = await createClient(context, 'main', scenario.client ?? {})
    if (made.error) throw new Error(`the client was not made: ${made.error.message}`)
  }
  for (const [index, step] of scenario.steps.entries()) {
    await runStep(context, step, `steps[${index}]`)
  }
  await context.settle()
  for (const client of context.clients) await drainLogs(context, client)
  const after = await stage.server.control.ledger(org.id)
  const ledger = {
    operations: difference(after.operations, before.operations),
    events: difference(after.events, before.events),
  }
  if (scenario.expect?.ledger !== undefined) {
    context.expect('ledger', ledger, scenario.expect.ledger)
  }
  if (scenario.expect?.wire !== undefined) {
    context.expect('wire', context.wireSince(0), scenario.expect.wire)
  }
  return ledger
}

function difference(after: Record<string, number>, before: Record<string, number>): Fields {
  const counts: Record<string, Value> = {}
  for (const [name, count] of Object.entries(after)) {
    const more = count - (before[name] ?? 0)
    if (more > 0) counts[name] = more
  }
  return counts
}

async function closeClients(context: RunContext): Promise<void> {
  const { clients, driver } = context
  for (const client of clients)
    await driver.send('client.close', { client: context.driverName(client) })
  clients.clear()
}

/** Everything that the server answered in this run must be what the contract says: one check. */
function judgeUpstream({ proxy, stage, checks }: RunContext): {
  produced: string[]
  codes: string[]
} {
  const produced = new Set<string>()
  const codes = new Set<string>()
  const faults: string[] = []
  const answered = proxy.exchanges.flatMap(({ upstream }) => (upstream ? [upstream] : []))
  for (const { request, response } of answered) {
    const verdict = stage.conformance.judge(request, response)
    const name = `${verdict.operation?.id ?? `${request.method} ${request.target}`} ${verdict.status}`
    faults.push(...verdict.faults.map((fault) => `${name}: ${fault}`))
    if (verdict.faults.length > 0) continue
    produced.add(name)
    if (header(response.headers, 'content-type')?.includes('problem')) {
      codes.add(String((JSON.parse(response.body.toString()) as { code?: unknown }).code))
    }
  }
  if (answered.length > 0) {
    checks.assert(faults.length === 0, 'upstream', () => [...new Set(faults)].join('; '))
  }
  return { produced: [...produced], codes: [...codes] }
}
