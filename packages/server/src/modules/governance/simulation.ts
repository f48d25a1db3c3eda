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
import { createSubject } from './subject.ts'

type Policies = readonly (GuardPolicy | UnreadablePolicy)[]

/** Changes that a report lists; the others are only counted. */
const maxListed = 200

/**
 * Asks today's policies, and the same with a draft, about decisions of the past, each with the risk
 * that it had then. What evaluators said then is left out: it is the policies that are compared.
 * The newest are looked at for as long as it goes on, as everyone else waits meanwhile.
 */
export function simulate(
  { before, after }: { before: Policies; after: Policies },
  newestFirst: readonly DecisionRecord[],
  { hasMore, goesOn }: { hasMore: boolean; goesOn: () => boolean },
): PolicySimulationReport {
  const judged: { decision: DecisionRecord; was: Judgement; would: Judgement }[] = []
  for (const decision of newestFirst) {
    if (!goesOn()) break
    const { request, riskScore, actHash, createdAt } = decision
    const subject = createSubject(request, { riskScore, now: createdAt }, actHash)
    const [was, would] = [judge(before, subject, []), judge(after, subject, [])]
    judged.push({ decision, was, would })
  }
  const [today, draft] = [new Replay(), new Replay()]
  const changes: PolicyChange[] = []
  // Standing grants are used up in the order of time.
  for (const { decision, ...judgements } of judged.toReversed()) {
    const was = today.decide(decision, judgements.was)
    const would = draft.decide(decision, judgements.would)
    if (was.decision !== would.decision) changes.push(change(decision, was.decision, would))
  }
  const stricter = changes.filter(
    (one) => strictness(one.after as Outcome) > strictness(one.before as Outcome),
  ).length
  return {
    examined: judged.length,
    changed: changes.length,
    stricter,
    milder: changes.length - stricter,
    changes: changes.toReversed().slice(0, maxListed),
    truncated: hasMore || judged.length < newestFirst.length || changes.length > maxListed,
  }
}

/** The standing grants that one set of policies has given so far. */
class Replay {
  readonly #uses = new Map<string, number[]>()

  decide(decision: DecisionRecord, judgement: Judgement): Pick<Judgement, 'decision' | 'reasons'> {
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
