import { plantsTotal } from './fuzz.ts'
import type { FuzzReport } from './tally.ts'

/** What was drawn and what became of it, and a last line with the sum. */
export function drawDistribution({ distribution, ...report }: FuzzReport, seconds: number): string {
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')
  return [
    `${distribution.steps_per_sequence} steps a sequence, ${distribution.success_percent} % ` +
      `successes, ${distribution.invalid_percent} % drawn to be refused`,
    `statuses: ${list(distribution.statuses)}`,
    `operations: ${list(distribution.operations)}`,
    `transitions: ${list(distribution.transitions)}`,
    `faults: ${list(distribution.faults)}`,
    `fuzz: ${report.sequences} sequences, ${report.steps} steps, ${report.divergences} divergences, ` +
      `planted ${report.planted_found} of ${plantsTotal}, seed ${report.seed} · ${Math.round(seconds)} s`,
  ].join('\n')
}
