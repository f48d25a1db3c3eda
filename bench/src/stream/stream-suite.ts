import { cpuTime } from '../process/cpu-time.ts'
import { openNode, Processes } from '../process/open-node.ts'
import type { Process } from '../process/open-process.ts'
import type { Comparison, Figures, Suite } from '../run/comparison.ts'
import { microseconds } from './publisher.ts'

const sizes = [200, 1000] as const
/** Deliveries of a burst; a quarter of them is measured before anything counts. */
const burst = 60_000
const paced = { events: 40, everyMs: 50 }

const metrics = [
  { key: 'rate', title: 'deliveries/s', better: 'higher' },
  { key: 'cpu', title: 'CPU us per delivery', better: 'lower' },
  { key: 'p99', title: 'p99 ms at 20 events/s', better: 'lower' },
] as const

const baseline = 'bare res.write'
const scripts = {
  coxswain: 'stream/coxswain-process.ts',
  [baseline]: 'stream/bare-process.ts',
  'better-sse': 'stream/better-sse-process.ts',
}

/** Events to many readers at once; the readers are in a process of their own. */
export const streamSuite: Suite = {
  name: 'stream',
  ids: sizes.map((readers) => `stream/${readers}`),
  async open({ effort, before }) {
    const processes = new Processes()
    const servers = Object.entries(scripts).map(([name, script]) => ({
      name,
      process: processes.add(openNode(script)),
    }))
    if (before !== null) {
      const process = processes.add(openNode(scripts.coxswain, { from: before }))
      servers.splice(1, 0, { name: 'coxswain, before', process })
    }
    const client = processes.add(openNode('stream/readers-process.ts'))
    const comparisons = sizes.map(
      (readers): Comparison => ({
        id: `stream/${readers}`,
        title: `Server-sent events to ${readers} readers`,
        metrics,
        baseline,
        aims: [{ contender: 'coxswain', metric: 'rate', ratio: 0.8 }],
        contenders: servers.map(({ name, process }) => ({
          name,
          measure: () => measure(process, client, readers, effort),
        })),
      }),
    )
    return { comparisons, close: () => processes.stop() }
  },
}

async function measure(
  server: Process,
  client: Process,
  readers: number,
  effort: number,
): Promise<Figures> {
  const events = Math.ceil((burst * effort) / readers)
  await client.ask('connect', { ...(await server.ask<object>('open')), readers })
  await publish({ server, client, readers, events: Math.ceil(events / 4), everyMs: 0 })
  const fast = await publish({ server, client, readers, events, everyMs: 0 })
  const slow = await publish({
    server,
    client,
    readers,
    events: Math.ceil(paced.events * effort),
    everyMs: paced.everyMs,
  })
  await client.ask('disconnect')
  return { rate: fast.rate, cpu: fast.cpu, p99: slow.p99 }
}

interface Publication {
  readonly server: Process
  readonly client: Process
  readonly readers: number
  readonly events: number
  readonly everyMs: number
}

async function publish({ server, client, readers, events, everyMs }: Publication) {
  const deliveries = events * readers
  await client.ask('expect', { deliveries })
  const began = await cpuTime(server)
  const started = microseconds()
  await server.ask('publish', { events, everyMs })
  const { at, count, p99 } = await client.ask<{ at: number; count: number; p99: number }>('collect')
  if (count !== deliveries) throw new Error(`${count} deliveries instead of ${deliveries}`)
  const used = (await cpuTime(server)) - began
  return { rate: (deliveries / (at - started)) * 1e6, cpu: used / deliveries, p99 }
}
