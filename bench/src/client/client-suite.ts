import { openPython } from '../process/find-python.ts'
import { openNode, Processes } from '../process/open-node.ts'
import type { Process } from '../process/open-process.ts'
import type { Comparison, Contender, Suite, SuiteOptions } from '../run/comparison.ts'
import { type Language, languages } from './languages.ts'

const kinds = ['stub', 'live'] as const
const calls = ['get', 'create'] as const
const callTitles = { get: 'agents.get', create: 'actions.create' }

const cpu = { key: 'cpu', title: 'CPU us per call', better: 'lower' } as const
const rate = { key: 'rate', title: 'calls/s', better: 'higher' } as const

/** What calls cost in each language, over a transport that answers at once, and over loopback. */
export const clientSuite: Suite = {
  name: 'client',
  ids: Object.keys(languages).flatMap((language) =>
    kinds.flatMap((kind) => calls.map((call) => `client/${language}/${kind}/${call}`)),
  ),
  async open(options) {
    const processes = new Processes()
    try {
      const baseUrl = await processes.add(openNode('client/fixed-process.ts')).ask<string>('open')
      const each = Object.entries(languages).map(([name, language]) =>
        compareIn(name, language, { processes, options, baseUrl }),
      )
      return { comparisons: (await Promise.all(each)).flat(), close: () => processes.stop() }
    } catch (error) {
      await processes.stop()
      throw error
    }
  },
}

interface Measured {
  readonly name: string
  readonly process: Process
}

interface Surroundings {
  readonly processes: Processes
  readonly options: SuiteOptions
  readonly baseUrl: string
}

async function compareIn(
  language: string,
  { runtime, ways: names, ours, counts, ...about }: Language,
  { processes, options: { effort, before }, baseUrl }: Surroundings,
): Promise<Comparison[]> {
  const start = (way: string, from?: string) =>
    processes.add(
      runtime === 'node'
        ? openNode('client/client-process.ts', { args: [way], from })
        : openPython('calls.py', { args: [way], from }),
    )
  const ways = names.flatMap((name): Measured[] => {
    const own = [{ name, process: start(name) }]
    if (before === null || !ours.includes(name)) return own
    return [...own, { name: `${name}, before`, process: start(name, before) }]
  })
  const contender = ({ name, process }: Measured, run: object): Contender => ({
    name,
    measure: () => process.ask('run', run),
  })
  const count = (kind: (typeof kinds)[number]) => Math.ceil(counts[kind] * effort)
  for (const { process } of ways) {
    for (const call of calls) await process.ask('run', { call, count: count('stub') / 2 })
  }
  return kinds.flatMap((kind) =>
    calls.map((call): Comparison => {
      const live = kind === 'live' ? { baseUrl, connections: about.connections } : {}
      const place = kind === 'live' ? 'over loopback' : `over ${about.stub}`
      return {
        id: `client/${language}/${kind}/${call}`,
        title: `${about.title}: ${callTitles[call]} ${place}`,
        metrics: kind === 'live' ? [rate, cpu] : [cpu],
        baseline: about.baseline,
        aims:
          kind === 'stub'
            ? ours.map((name) => ({ contender: name, metric: 'cpu', value: about.aim }))
            : [],
        contenders: ways.map((way) => contender(way, { call, count: count(kind), ...live })),
      }
    }),
  )
}
