import type { Assumption, AssumptionCreate } from '@coxswain/contract'
import { timestamp, timestampOrNull } from '../../clock.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { Metadata } from '../identity/index.ts'
import type { ActionRecord } from './action.ts'

/**
 *     -           | create     -> open          assumption.created
 *     open        | validate   -> validated     assumption.validated
 *     open        | invalidate -> invalidated   assumption.invalidated, the action drifts
 *     validated   | invalidate -> invalidated   assumption.invalidated, the action drifts
 *     validated   | validate, and invalidated | any -> 409 assumption_settled
 */
export type AssumptionState = 'open' | 'validated' | 'invalidated'

export interface AssumptionRecord {
  readonly orgId: string
  readonly id: string
  readonly actionId: string
  readonly agentId: string
  readonly statement: string
  readonly confidence: number | null
  readonly status: AssumptionState
  readonly evidence: string | null
  readonly reason: string | null
  readonly metadata: Metadata
  readonly createdAt: number
  readonly updatedAt: number
  readonly settledAt: number | null
}

export interface AssumptionTransition {
  readonly from: AssumptionState | null
  readonly on: 'create' | 'validate' | 'invalidate'
  readonly given: null
  readonly to: AssumptionState
  readonly events: readonly AssumptionEventName[]
}

type AssumptionEventName = 'assumption.created' | 'assumption.validated' | 'assumption.invalidated'

export const assumptionTransitions: readonly AssumptionTransition[] = [
  { from: null, on: 'create', given: null, to: 'open', events: ['assumption.created'] },
  { from: 'open', on: 'validate', given: null, to: 'validated', events: ['assumption.validated'] },
  {
    from: 'open',
    on: 'invalidate',
    given: null,
    to: 'invalidated',
    events: ['assumption.invalidated'],
  },
  {
    from: 'validated',
    on: 'invalidate',
    given: null,
    to: 'invalidated',
    events: ['assumption.invalidated'],
  },
]

export function createAssumption(
  id: string,
  action: ActionRecord,
  body: AssumptionCreate,
  now: number,
): AssumptionRecord {
  return {
    orgId: action.orgId,
    id,
    actionId: action.id,
    agentId: action.agentId,
    statement: body.statement,
    confidence: body.confidence ?? null,
    status: 'open',
    evidence: null,
    reason: null,
    metadata: body.metadata ?? {},
    createdAt: now,
    updatedAt: now,
    settledAt: null,
  }
}

/** The assumption after it was found to hold, or not to. */
export function settleAssumption(
  assumption: AssumptionRecord,
  on: 'validate' | 'invalidate',
  words: Partial<Pick<AssumptionRecord, 'evidence' | 'reason'>>,
  now: number,
): AssumptionRecord {
  const { id, status } = assumption
  const transition = assumptionTransitions.find((one) => one.from === status && one.on === on)
  if (transition === undefined) {
    throw new CoxswainError('assumption_settled', {
      detail: `the assumption \`${id}\` is \`${status}\` already`,
      state: status,
    })
  }
  return { ...assumption, ...words, status: transition.to, updatedAt: now, settledAt: now }
}

export function assumptionView(assumption: AssumptionRecord): Assumption {
  return {
    id: assumption.id,
    org_id: assumption.orgId,
    action_id: assumption.actionId,
    agent_id: assumption.agentId,
    statement: assumption.statement,
    confidence: assumption.confidence,
    status: assumption.status,
    evidence: assumption.evidence,
    reason: assumption.reason,
    metadata: assumption.metadata,
    created_at: timestamp(assumption.createdAt),
    updated_at: timestamp(assumption.updatedAt),
    settled_at: timestampOrNull(assumption.settledAt),
  }
}
