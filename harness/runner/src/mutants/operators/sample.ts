import { createHash } from 'node:crypto'
import type { Change } from './change.ts'

/**
 * The first `count` changes in the order of a seed, one of every file before a second one of any. Each
 * has its place by its own id, so that code which comes or goes leaves all the others where they were.
 */
export function sample(changes: readonly Change[], count: number, seed: number): Change[] {
  const rank = ({ id }: Change) => createHash('sha256').update(`${seed} ${id}`).digest('hex')
  const ranked = changes
    .map((change) => ({ change, rank: rank(change) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ change }) => change)
  const first = new Set([...Map.groupBy(ranked, ({ file }) => file).values()].map(([one]) => one))
  const isFirst = (change: Change) => first.has(change)
  return [...ranked.filter(isFirst), ...ranked.filter((one) => !isFirst(one))].slice(0, count)
}
