import { openNode, Processes } from '../process/open-node.ts'
import type { Process } from '../process/open-process.ts'
import type { Comparison, Suite } from '../run/comparison.ts'

const sizes = [1, 100, 1000] as const
const ways = {
  fetch: { title: 'Guard decisions, asked through fetch and recorded', connections: 32 },
  judge: { title: 'Guard decisions, the judging alone', connections: 1 },
} as const
/** Decisions in a full run, by policies that each of them looks at. */
const counts: Readonly<Record<keyof typeof ways, (policies: number) => number>> = {
  fetch: (policies) => (policies === 1000 ? 1500 : 4000),
  judge: (policies) => 4_000_000 / (policies + 40),
}

/** Decisions per second with few and many policies. */
export const guardSuite: Suite = {
  name: 'guard',
  ids: ['guard/fetch', 'guard/judge'],
  async open({ effort, before }) {
    const processes = new Processes()
    const start = (policies: number, name: string, from?: string) => ({
      name,
      policies,
      process: processes.add(
        openNode('guard/guard-process.ts', { args: [String(policies)], from }),
      ),
    })
    const subjects = sizes.flatMap((policies) => {
      const name = `${policies} ${policies === 1 ? 'policy' : 'policies'}`
      const earlier = before === null ? [] : [start(policies, `${name}, before`, before)]
      return [start(policies, name), ...earlier]
    })
    const run = (process: Process, way: keyof typeof ways, policies: number, share: number) =>
      process.ask<{ rate: number }>(way, {
        count: Math.ceil(counts[way](policies) * share),
        connections: ways[way].connections,
      })
    try {
      for (const { process, policies } of subjects) {
        await run(process, 'fetch', policies, effort / 4)
        await run(process, 'judge', policies, effort / 4)
      }
    } catch (error) {
      await processes.stop()
      throw error
    }
    const comparisons = (['fetch', 'judge'] as const).map(
      (way): Comparison => ({
        id: `guard/${way}`,
        title: ways[way].title,
        metrics: [{ key: 'rate', title: 'decisions/s', better: 'higher' }],
        baseline: '1 policy',
        aims: way === 'judge' ? [{ contender: '100 policies', metric: 'rate', value: 20_000 }] : [],
        contenders: subjects.map(({ name, process, policies }) => ({
          name,
          measure: () => run(process, way, policies, effort),
        })),
      }),
    )
    return { comparisons, close: () => processes.stop() }
  },
}
