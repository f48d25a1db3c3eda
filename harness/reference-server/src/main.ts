import type { AddressInfo } from 'node:net'
import { createServer } from '@coxswain/server'
import { listen } from '@coxswain/server/node'
import { Arrivals } from './arrivals.ts'
import { createControl } from './control.ts'
import { ObedientEvaluator } from './evaluator.ts'
import { Faults } from './faults.ts'
import { Hosts } from './hosts.ts'
import { Ledger } from './ledger.ts'
import { ManualClock } from './manual-clock.ts'
import { createSeededIds } from './seeded-ids.ts'

const bootstrapToken = 'bootstrap-token-of-the-reference-server'
const usualRate = { limit: 60_000, windowSeconds: 60 }
const clock = new ManualClock()
const arrivals = new Arrivals()
const faults = new Faults()
const ledger = new Ledger()
const evaluator = new ObedientEvaluator()
const hosts = new Hosts()

const server = await createServer({
  database: process.env['COXSWAIN_DATABASE_URL'] ?? 'sqlite::memory:',
  bootstrapToken,
  clock,
  ids: createSeededIds('reference'),
  strict: true,
  limits: {
    bodyBytes: 64 * 1024,
    idempotencyWaitMs: 300,
    // Requests of no org share one window: what is left of it would tell one run of the others.
    rate: ({ requestId, orgId }) => faults.policy(requestId) ?? (orgId ? usualRate : undefined),
  },
  // Real time, as no clock of ours can end a wait for somebody else's code.
  guard: { evaluators: [evaluator], evaluatorTimeoutMs: 100 },
  // Reconnection times are drawn; here they must repeat. No heartbeat falls into a trace.
  stream: { random: () => 0.5, heartbeatMs: 600_000 },
  // Nothing is waived: receivers are reached as public hosts are, in a network of our own.
  webhooks: {
    resolve: hosts.resolve,
    connect: hosts.connect,
    timeoutMs: 300,
    maxPerOrg: 4,
    random: () => 0.5,
  },
  hooks: {
    beforeHandler(subject) {
      arrivals.note(subject)
      return faults.meet(subject)
    },
    beforeStatement: (unit, sql) => faults.interrupt(unit, sql),
    beforeCommit: (unit) => faults.strike(unit),
    onUnitCommitted: (unit) => ledger.record(unit),
  },
})
// Never started: workers run when a scenario says so, and never into the midst of another.
const unstarted = { ...server, start: () => undefined }

const api = await listen(unstarted, { host: '127.0.0.1', port: 0 })
const control = createControl({
  server,
  bootstrapToken,
  clock,
  arrivals,
  faults,
  ledger,
  evaluator,
})
await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve))
const { port } = control.address() as AddressInfo

process.stdout.write(
  `${JSON.stringify({
    api: api.url,
    control: `http://127.0.0.1:${port}`,
    bootstrap_token: bootstrapToken,
  })}\n`,
)

// Whoever started it holds its stdin; when that ends, so does the server.
process.stdin.on('end', async () => {
  control.closeAllConnections()
  control.close()
  await api.close()
  await server.stop()
  process.exit(0)
})
process.stdin.resume()
