import type { ActionStats } from '@coxswain/contract'
import { timestamp } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { ActionState } from './action-state.ts'
import type { AssumptionState } from './assumption.ts'
import { formatMoney } from './money.ts'
import type { CostSums, Count } from './stats-repository.ts'

/**
 * Counts by the states that actions are in now: those whose time was up before anyone wrote it down
 * count as what they have become.
 */
export function effectiveStates(
  written: readonly Count<ActionState>[],
  overdue: { readonly pending: number; readonly running: number },
): Count<ActionState>[] {
  const counts = new Map(written.map(({ value, count }) => [value, count]))
  const add = (state: ActionState, more: number) =>
    counts.set(state, (counts.get(state) ?? 0) + more)
  add('pending_approval', -overdue.pending)
  add('expired', overdue.pending)
  add('running', -overdue.running)
  add('lost', overdue.running)
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .filter(({ count }) => count > 0)
    .toSorted((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
}

export function costView(sums: CostSums): ActionStats['costs'][number] {
  const { currency, whole, millionths, tokensIn, tokensOut } = sums
  return {
    currency,
    amount: formatMoney({ whole: BigInt(whole), millionths: BigInt(millionths) }),
    tokens_in: saturated(tokensIn),
    tokens_out: saturated(tokensOut),
  }
}

export function assumptionCounts(
  counts: readonly Count<AssumptionState>[],
): ActionStats['assumptions'] {
  const of = (state: AssumptionState) => counts.find(({ value }) => value === state)?.count ?? 0
  return { open: of('open'), validated: of('validated'), invalidated: of('invalidated') }
}

/** The instant of a query parameter; what is no date, such as February 30, is refused. */
export function instantOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const ms = Date.parse(text)
  if (!Number.isNaN(ms) && timestamp(ms) === text) return ms
  const message = 'must be a real date'
  throw new CoxswainError('validation_failed', {
    detail: `\`${name}\` ${message}`,
    errors: [{ pointer: `#/query/${name}`, code: 'format', message }],
  })
}

/** The contract's integers end where JavaScript's do. */
function saturated(sum: string): number {
  return Math.min(Number(sum), Number.MAX_SAFE_INTEGER)
}
