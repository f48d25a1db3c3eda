import type { ActionCreate, Branch, DecisionGrant, Evidence } from '@coxswain/contract'
import { CoxswainError } from '../../coxswain-error.ts'
import { agentMismatch } from '../../http/prepare.ts'
import { actHash } from './act-hash.ts'
import type { GuardContext } from './assessment.ts'
import { compilePolicy } from './compiled-policy.ts'
import { type DecisionRecord, decisionMismatch, decisionUsed, refuseStale } from './decision.ts'
import { markUsed } from './decision-repository.ts'
import { type ActionUses, metLimits } from './facts.ts'
import { markGrantUsed } from './grant-repository.ts'
import { takeUse } from './granting.ts'
import { describePolicy } from './judge.ts'
import type { PoliciesInForce } from './policies-in-force.ts'
import { readPolicies } from './policy-repository.ts'
import { createSubject } from './subject.ts'

/**
 * Uses up a decision for an action: of the same agent and act, with nothing said otherwise since,
 * and with the grant that it rests on, if it does.
 */
export async function takeDecision(
  context: GuardContext,
  inForce: PoliciesInForce,
  body: ActionCreate,
  decision: DecisionRecord,
  actionId: string,
  uses: ActionUses,
): Promise<DecisionRecord> {
  const { tx, principal, now } = context
  const bound = principal.agentId
  if (bound !== null && bound !== decision.request.agentId) throw agentMismatch(bound)
  refuseMismatch(decision, body)
  refuseStale(decision, now)
  if (!(await markUsed(tx, decision, actionId, now))) throw decisionUsed(decision)
  if (decision.decision !== 'block') await takeLimits(context, inForce, decision, uses)
  if (decision.grant !== null) await takeDecisionGrant(context, decision, decision.grant, actionId)
  return { ...decision, actionId, usedAt: now }
}

/** What is left out is taken from the decision; what is given must be what the decision was made on. */
function refuseMismatch(decision: DecisionRecord, body: ActionCreate): void {
  const { request } = decision
  const { declared_risk_score, reversible, systems_touched, authorization_scope } = body
  const { evidence, branch, parent_action_id } = body
  const fields: [string, boolean][] = [
    ['agent_id', body.agent_id === request.agentId],
    ['act', actHash(body.action_type, body.act) === decision.actHash],
    ['declared_risk_score', agrees(declared_risk_score, request.declaredRiskScore)],
    ['reversible', agrees(reversible, request.reversible)],
    ['systems_touched', agrees(sorted(systems_touched), sorted(request.systemsTouched))],
    ['authorization_scope', agrees(authorization_scope, request.authorizationScope)],
    ['evidence', agrees(evidence && evidenceText(evidence), evidenceText(request.evidence))],
    ['branch', agrees(branch && branchText(branch), request.branch && branchText(request.branch))],
    ['parent_action_id', agrees(parent_action_id, request.parentActionId)],
  ]
  const wrong = fields.find(([, same]) => !same)
  if (wrong !== undefined) throw decisionMismatch(decision, wrong[0])
}

function agrees<Value>(given: Value | undefined, decided: Value): boolean {
  return given === undefined || given === decided
}

function sorted(values: readonly string[] | undefined): string | undefined {
  return values === undefined ? undefined : JSON.stringify([...values].sort())
}

function evidenceText(evidence: readonly Evidence[]): string {
  const items = evidence.map(({ type, ref, sha256, summary, collected_at }) =>
    JSON.stringify([type, ref, sha256 ?? null, summary ?? null, collected_at ?? null]),
  )
  return JSON.stringify(items.sort())
}

function branchText({ name, base, commits_behind, synced_at }: Branch): string {
  return JSON.stringify([name, base, commits_behind, synced_at ?? null])
}

/**
 * Counts the action where policies count actions. A limit that is reached now, and was not when the
 * decision was made, takes the decision with it. What evaluators or policies would say besides is not
 * asked again.
 */
async function takeLimits(
  { tx, orgId }: GuardContext,
  inForce: PoliciesInForce,
  { id, request, matchedPolicies }: DecisionRecord,
  uses: ActionUses,
): Promise<void> {
  const { needy } = await inForce.read(tx, orgId)
  for (const met of metLimits(needy, orgId, request)) {
    const { hasRoom } = await uses.take(met)
    const { policy } = met
    const known = matchedPolicies.some(
      (one) => one.id === policy.id && one.version === policy.version,
    )
    if (hasRoom || known || !policy.enforced) continue
    throw new CoxswainError('decision_expired', {
      detail: `${describePolicy(policy)} has no room any more for what the decision \`${id}\` is about`,
    })
  }
}

/** A grant that is gone takes the decision with it: what it would be now, only a new one can say. */
async function takeDecisionGrant(
  context: GuardContext,
  decision: DecisionRecord,
  grant: DecisionGrant,
  actionId: string,
): Promise<void> {
  const { tx, orgId, now } = context
  const taken =
    grant.source === 'approval'
      ? await markGrantUsed(tx, { orgId, id: grant.id, actionId, now })
      : await takePolicyGrant(context, decision, grant.id, actionId)
  if (taken) return
  throw new CoxswainError('decision_expired', {
    detail: `the grant \`${grant.id}\` that the decision \`${decision.id}\` rests on is used up`,
  })
}

/** The policy must still grant the act, in the version that did. */
async function takePolicyGrant(
  { tx, orgId, now }: GuardContext,
  { request, actHash, riskScore, matchedPolicies, createdAt }: DecisionRecord,
  policyId: string,
  actionId: string,
): Promise<boolean> {
  const version = matchedPolicies.find(({ id }) => id === policyId)?.version
  const source = (await readPolicies(tx, orgId)).find(({ id }) => id === policyId)
  if (source === undefined || source.version !== version) return false
  const policy = compilePolicy(source)
  if ('unreadable' in policy || !policy.enforced) return false
  const decided = createSubject(request, { riskScore, now: createdAt }, actHash)
  const grants = policy.match(decided, policyId)?.grants
  if (grants === undefined) return false
  const subject = { orgId, agentId: request.agentId, actHash, now }
  return takeUse(tx, subject, { policyId, policy: source.name ?? '', ...grants }, actionId)
}
