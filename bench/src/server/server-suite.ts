import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cpuTime } from '../process/cpu-time.ts'
import { openNode, Processes, root } from '../process/open-node.ts'
import type { Process } from '../process/open-process.ts'
import type { Aim, Comparison, Figures, Suite } from '../run/comparison.ts'
import { actionBody } from './action-request.ts'

const concurrencies = [1, 16, 64] as const
const seconds = 3
/** How long everyone runs before anything counts, at 16 at a time. */
const warmUpSeconds = 2 * seconds

const metrics = [
  { key: 'rate', title: 'requests/s', better: 'higher' },
  { key: 'cpu', title: 'CPU us per request', better: 'lower' },
  { key: 'p50', title: 'p50 ms', better: 'lower' },
  { key: 'p99', title: 'p99 ms', better: 'lower' },
] as const

const baseline = 'bare, group commit'
const aims: readonly Aim[] = [{ contender: 'coxswain', metric: 'rate', ratio: 0.5 }]

interface Target {
  readonly name: string
  readonly keyed: boolean
  readonly process: Process
}

interface Loaded {
  readonly count: number
  readonly rate: number
  readonly p50: number
  readonly p99: number
}

/** Creating an action over HTTP, on a file, each answer after its COMMIT has reached the disk. */
export const serverSuite: Suite = {
  name: 'server',
  ids: concurrencies.map((connections) => `server/${connections}`),
  async open({ effort, before }) {
    mkdirSync(join(root, 'bench/out'), { recursive: true })
    const folder = mkdtempSync(join(root, 'bench/out/databases-'))
    const processes = new Processes()
    const start = (script: string, file: string, kind: string[] = [], from?: string) => {
      const arguments_ = [join(folder, file), ...kind]
      return processes.add(openNode(`server/${script}`, { from, args: arguments_ }))
    }
    const coxswain = start('coxswain-process.ts', 'coxswain.db')
    const targets: Target[] = [
      { name: 'coxswain', keyed: true, process: coxswain },
      { name: 'coxswain, no Idempotency-Key', keyed: false, process: coxswain },
      { name: baseline, keyed: false, process: start('bare-process.ts', 'group.db', ['group']) },
      {
        name: 'bare, one by one',
        keyed: false,
        process: start('bare-process.ts', 'single.db', ['single']),
      },
    ]
    if (before !== null) {
      const process = start('coxswain-process.ts', 'before.db', [], before)
      targets.splice(1, 0, { name: 'coxswain, before', keyed: true, process })
    }
    const load = processes.add(openNode('server/load-process.ts'))
    const measure = async (
      { process, keyed }: Target,
      connections: number,
      duration: number,
    ): Promise<Figures> => {
      const target = await process.ask<object>('open')
      const body = JSON.stringify(actionBody)
      const began = await cpuTime(process)
      const { count, rate, p50, p99 } = await load.ask<Loaded>('load', {
        ...target,
        body,
        keyed,
        connections,
        seconds: duration,
      })
      return { rate, cpu: ((await cpuTime(process)) - began) / count, p50, p99 }
    }
    const close = async () => {
      await processes.stop()
      rmSync(folder, { recursive: true })
    }
    try {
      for (const target of targets) await measure(target, 16, warmUpSeconds * effort)
    } catch (error) {
      await close()
      throw error
    }
    const comparisons = concurrencies.map(
      (connections): Comparison => ({
        id: `server/${connections}`,
        title: `Create an action over HTTP, ${connections} at a time`,
        metrics,
        baseline,
        aims,
        contenders: targets.map((target) => ({
          name: target.name,
          measure: () => measure(target, connections, seconds * effort),
        })),
      }),
    )
    return { comparisons, close }
  },
}
