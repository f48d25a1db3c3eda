import { riskTable } from '@coxswain/contract'
import type { ApiKeyCaller, BaseContext } from '../../context.ts'
import { CoxswainError } from '../../coxswain-error.ts'
import type { WriteUnit } from '../../store/unit-of-work.ts'
import { type DecisionRecord, decisionLifetimeMs } from './decision.ts'
import { type CountUse, readFacts } from './facts.ts'
import type { GuardRequest } from './guard-request.ts'
import { type Judgement, judge } from './judge.ts'
import { noPolicies, type PoliciesInForce, type PolicySet } from './policies-in-force.ts'
import { assessRisk, type Risk } from './risk.ts'
import { noFacts, type Subject } from './rules/rule.ts'
import { createSubject } from './subject.ts'
import { readTrouble } from './trouble-repository.ts'
import { failure, type Verdicts } from './verdict.ts'

/** The part of a handler's context that the guard needs. */
export type GuardContext = Pick<BaseContext, 'ids' | 'now' | 'log'> &
  ApiKeyCaller & { readonly tx: WriteUnit }

/** All that is known of an act, before any grant. */
export interface Assessment {
  readonly request: GuardRequest
  readonly subject: Subject
  readonly risk: Risk
  readonly judgement: Judgement
}

/** Asks policies and risk table about an act, inside the unit that records the answer. */
export async function assess(
  context: GuardContext,
  inForce: PoliciesInForce,
  request: GuardRequest,
  verdicts: Verdicts,
  count: CountUse,
): Promise<Assessment> {
  const { tx, orgId, now } = context
  const { agentId } = request
  const since = now - riskTable.recentSeconds * 1000
  const risk = assessRisk(request, await readTrouble(tx, { orgId, agentId, since, now }))
  const set = await readEnabled(context, inForce)
  const { policies, needy } = set ?? noPolicies
  const facts = needy.length === 0 ? noFacts : await readFacts(tx, orgId, needy, request, count)
  const subject = createSubject(request, { riskScore: risk.score, now, facts })
  const failures = set === null ? [failure('the policies could not be read')] : []
  const judgement = judge(policies, subject, [...verdicts, ...failures])
  return { request, subject, risk, judgement }
}

/** What the guard says without a grant; `grant` and reasons may still change it. */
export function newDecision(context: GuardContext, assessment: Assessment): DecisionRecord {
  const { orgId, ids, now, principal } = context
  const { request, subject, risk, judgement } = assessment
  return {
    orgId,
    id: ids.next('dec', orgId),
    request,
    actHash: subject.actHash,
    decision: judgement.decision,
    reasons: judgement.reasons,
    matchedPolicies: judgement.matchedPolicies,
    riskScore: risk.score,
    computedRiskScore: risk.computed,
    riskBreakdown: risk.breakdown,
    failClosed: judgement.failClosed,
    grant: null,
    actionId: null,
    usedAt: null,
    expiresAt: now + decisionLifetimeMs,
    createdBy: principal.id,
    createdAt: now,
  }
}

/** The policies in force; `null` when they can't be read, though the rest of the database answers. */
async function readEnabled(
  { tx, orgId, log }: GuardContext,
  inForce: PoliciesInForce,
): Promise<PolicySet | null> {
  try {
    return await inForce.read(tx, orgId)
  } catch (error) {
    // Without a database there is no decision to keep: the caller gets 503 and does nothing.
    if (error instanceof CoxswainError && error.code === 'store_unavailable') throw error
    log.error({ org_id: orgId, err: error }, 'policies could not be read: the guard fails closed')
    return null
  }
}
