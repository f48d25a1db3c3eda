import type { PolicyChange, PolicySimulationReport } from '@coxswain/contract'
import { timestamp } from '../../clock.ts'
import type { DecisionRecord } from './decision.ts'
import { hasLeftWindow } from './grant.ts'
import {
  type GuardPolicy,
  type Judgement,
  judge,
  type StandingGrant,
  type UnreadablePolicy,
} from './judge.ts'
import { type Outcome, strictness } from './lattice.ts'
import type { Subject } from './rules/rule.ts'
import { createSubject } from './subject.ts'

type Policies = readonly (GuardPolicy | UnreadablePolicy)[]

/** Changes that a report lists; the others are only counted. */
const maxListed = 200

/**
 * Asks today's policies, and the same with a draft, about decisions of the past, each with the risk
 * that it had then. What evaluators said then is left out: it is the policies that are compared.
 */
export function simulate(
  { before, after }: { before: Policies; after: Policies },
  newestFirst: readonly DecisionRecord[],
  hasMore: boolean,
): PolicySimulationReport {
  const [today, draft] = [new Replay(before), new Replay(after)]
  const changes: PolicyChange[] = []
  // Standing grants are used up in the order of time.
  for (const decision of newestFirst.toReversed()) {
    const subject = createSubject(decision.request, decision.riskScore, decision.actHash)
    const was = today.decide(decision, subject)
    const would = draft.decide(decision, subject)
    if (was.decision !== would.decision) changes.push(change(decision, was.decision, would))
  }
  const stricter = changes.filter(
    (one) => strictness(one.after as Outcome) > strictness(one.before as Outcome),
  ).length
  return {
    examined: newestFirst.length,
    changed: changes.length,
    stricter,
    milder: changes.length - stricter,
    changes: changes.toReversed().slice(0, maxListed),
    truncated: hasMore || changes.length > maxListed,
  }
}

/** One set of policies, and the standing grants that it has given so far. */
class Replay {
  readonly #policies: Policies
  readonly #uses = new Map<string, number[]>()

  constructor(policies: Policies) {
    this.#policies = policies
  }

  decide(decision: DecisionRecord, subject: Subject): Pick<Judgement, 'decision' | 'reasons'> {
    const judgement = judge(this.#policies, subject, [])
    if (judgement.decision !== 'require_approval' || judgement.failClosed) return judgement
    const granted =
      decision.grant?.source === 'approval' ||
      judgement.grants.some((grant) => this.#grants(grant, decision))
    return granted ? { ...judgement, decision: 'allow' } : judgement
  }

  #grants({ policyId, maxUses, windowSeconds }: StandingGrant, decision: DecisionRecord): boolean {
    const key = `${policyId} ${decision.request.agentId}`
    const uses = this.#uses.get(key) ?? []
    if (!hasLeftWindow(uses.at(-maxUses) ?? null, windowSeconds, decision.createdAt)) return false
    // Only an action uses a grant; a question is told of it.
    if (decision.actionId !== null) this.#uses.set(key, [...uses, decision.createdAt])
    return true
  }
}

function change(
  { id, actionId, request, createdAt }: DecisionRecord,
  before: Outcome,
  after: Pick<Judgement, 'decision' | 'reasons'>,
): PolicyChange {
  return {
    decision_id: id,
    action_id: actionId,
    agent_id: request.agentId,
    action_type: request.actionType,
    before,
    after: after.decision,
    reasons: [...after.reasons],
    decided_at: timestamp(createdAt),
  }
}
