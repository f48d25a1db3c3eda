import { median } from '../statistics.ts'
import type { Aim, Comparison, Figures } from './comparison.ts'

export interface Row {
  readonly contender: string
  /** The median of all rounds, by metric. */
  readonly figures: Figures
  /** To the baseline, by metric: the median of the ratios of each round. */
  readonly ratios: Figures
}

export interface Verdict extends Aim {
  readonly reached: number
  readonly met: boolean
}

export interface Result {
  readonly id: string
  readonly title: string
  readonly metrics: Comparison['metrics']
  readonly baseline: string | null
  readonly rows: readonly Row[]
  readonly verdicts: readonly Verdict[]
}

/**
 * Measures all contenders of all comparisons in turn, round after round, so that whatever disturbs the
 * machine disturbs everyone. Each round begins with another contender.
 */
export async function measureAll(
  comparisons: readonly Comparison[],
  rounds: number,
  onMeasured: (comparison: Comparison, contender: string, round: number) => void,
): Promise<Result[]> {
  const measured = new Map<Comparison, Map<string, Figures[]>>()
  for (let round = 0; round < rounds; round += 1) {
    for (const comparison of comparisons) {
      const { contenders } = comparison
      const rows = measured.get(comparison) ?? new Map<string, Figures[]>()
      measured.set(comparison, rows)
      for (let turn = 0; turn < contenders.length; turn += 1) {
        const contender = contenders[(turn + round) % contenders.length]
        if (contender === undefined) continue
        onMeasured(comparison, contender.name, round)
        rows.set(contender.name, [...(rows.get(contender.name) ?? []), await contender.measure()])
      }
    }
  }
  return [...measured].map(([comparison, rows]) => summarise(comparison, rows))
}

/** Medians, ratios of the same round, and whether the aims were reached. */
export function summarise(
  { id, title, metrics, contenders, baseline, aims = [] }: Comparison,
  rounds: ReadonlyMap<string, readonly Figures[]>,
): Result {
  const held = baseline === undefined ? undefined : rounds.get(baseline)
  const rows = contenders.map(({ name }): Row => {
    const own = rounds.get(name) ?? []
    const over = (value: (figures: Figures, round: number, key: string) => number) =>
      Object.fromEntries(
        metrics.map(({ key }) => [key, median(own.map((figures, at) => value(figures, at, key)))]),
      )
    return {
      contender: name,
      figures: over((figures, _round, key) => figures[key] ?? Number.NaN),
      ratios:
        held === undefined
          ? {}
          : over((figures, round, key) => (figures[key] ?? 0) / (held[round]?.[key] ?? Number.NaN)),
    }
  })
  const verdicts = aims.map((aim) => judge(aim, rows, metrics))
  return { id, title, metrics, baseline: baseline ?? null, rows, verdicts }
}

function judge(aim: Aim, rows: readonly Row[], metrics: Comparison['metrics']): Verdict {
  const row = rows.find(({ contender }) => contender === aim.contender)
  const metric = metrics.find(({ key }) => key === aim.metric)
  if (row === undefined || metric === undefined) {
    throw new TypeError(`an aim names ${aim.contender} and ${aim.metric}, which were not measured`)
  }
  const found = (aim.ratio === undefined ? row.figures : row.ratios)[aim.metric]
  const reached = found ?? Number.NaN
  const bound = aim.ratio ?? aim.value ?? Number.NaN
  return { ...aim, reached, met: metric.better === 'higher' ? reached >= bound : reached <= bound }
}
