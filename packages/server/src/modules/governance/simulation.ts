import type { PolicyChange, PolicySimulationReport } from '@coxswain/contract'
import { timestamp } from '../../clock.ts'
import type { DecisionRecord } from './decision.ts'
import { type MetLimit, metLimits } from './facts.ts'
import { type Judgement, judge, type StandingGrant } from './judge.ts'
import { type Outcome, strictness } from './lattice.ts'
import type { PolicySet } from './policies-in-force.ts'
import { hasLeftWindow, type PolicyUse, type UseWindow } from './policy-use.ts'
import { noFacts, type Subject } from './rules/rule.ts'
import { createSubject } from './subject.ts'

/** Changes that a report lists; the others are only counted. */
const maxListed = 200

export interface Past {
  readonly newestFirst: readonly DecisionRecord[]
  readonly hasMore: boolean
  /** The agents of an action and of those that led to it. */
  readonly chainOf: (actionId: string) => readonly string[]
}

/**
 * Asks today's policies, and the same with a draft, about decisions of the past, each with the risk
 * that it had then. What evaluators said then is left out: it is the policies that are compared.
 * The newest are looked at for as long as it goes on, as everyone else waits meanwhile.
 */
export function simulate(
  { before, after }: { before: PolicySet; after: PolicySet },
  { newestFirst, hasMore, chainOf }: Past,
  goesOn: () => boolean,
): PolicySimulationReport {
  const judged: { asked: Asked; was: Judgement; would: Judgement }[] = []
  for (const decision of newestFirst) {
    if (!goesOn()) break
    const asked = askAgain(decision, chainOf)
    const was = judge(before.policies, asked.subject, [])
    judged.push({ asked, was, would: judge(after.policies, asked.subject, []) })
  }
  const [today, draft] = [new Replay(before), new Replay(after)]
  const changes: PolicyChange[] = []
  // Standing grants and limits are used up in the order of time.
  for (const { asked, ...judgements } of judged.toReversed()) {
    const was = today.decide(asked, judgements.was)
    const would = draft.decide(asked, judgements.would)
    if (was.decision !== would.decision) changes.push(change(asked.decision, was.decision, would))
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

/** A decision of the past, and what rules see of it as long as no limit is reached. */
interface Asked {
  readonly decision: DecisionRecord
  readonly subject: Subject
}

function askAgain(decision: DecisionRecord, chainOf: Past['chainOf']): Asked {
  const { request, riskScore, actHash, createdAt } = decision
  const { parentActionId } = request
  const facts = parentActionId === null ? noFacts : { ...noFacts, chain: chainOf(parentActionId) }
  return {
    decision,
    subject: createSubject(request, { riskScore, now: createdAt, facts }, actHash),
  }
}

/** What one set of policies has granted and counted so far. */
class Replay {
  readonly #set: PolicySet
  readonly #uses = new Map<string, number[]>()

  constructor(set: PolicySet) {
    this.#set = set
  }

  decide(asked: Asked, unlimited: Judgement): Pick<Judgement, 'decision' | 'reasons'> {
    const { decision } = asked
    const met = metLimits(this.#set.needy, '', decision.request)
    const judgement = this.#limit(asked, unlimited, met)
    if (judgement.decision !== 'block') {
      for (const { use } of met) this.#count(use, decision)
    }
    if (judgement.decision !== 'require_approval' || judgement.failClosed) return judgement
    const granted =
      decision.grant?.source === 'approval' ||
      judgement.grants.some((grant) => this.#grants(grant, decision))
    return granted ? { ...judgement, decision: 'allow' } : judgement
  }

  #limit({ decision, subject }: Asked, unlimited: Judgement, met: readonly MetLimit[]): Judgement {
    const reached = met.filter(({ use, limit }) => !this.#hasRoom(use, limit, decision))
    if (reached.length === 0) return unlimited
    const spent = new Set(reached.map(({ use }) => use.policyId))
    const { policies } = this.#set
    return judge(policies, { ...subject, facts: { ...subject.facts, spent } }, [])
  }

  #grants({ policyId, ...window }: StandingGrant, decision: DecisionRecord): boolean {
    const use = { policyId, agentId: decision.request.agentId }
    if (!this.#hasRoom(use, window, decision)) return false
    this.#count(use, decision)
    return true
  }

  #hasRoom(use: Counter, { maxUses, windowSeconds }: UseWindow, decision: DecisionRecord): boolean {
    const oldest = this.#usesOf(use).at(-maxUses) ?? null
    return hasLeftWindow(oldest, windowSeconds, decision.createdAt)
  }

  /** Only an action uses anything up; a question is told of it. */
  #count(use: Counter, { actionId, createdAt }: DecisionRecord): void {
    if (actionId !== null) this.#usesOf(use).push(createdAt)
  }

  #usesOf({ policyId, agentId }: Counter): number[] {
    const key = `${policyId} ${agentId}`
    const uses = this.#uses.get(key) ?? []
    this.#uses.set(key, uses)
    return uses
  }
}

type Counter = Pick<PolicyUse, 'policyId' | 'agentId'>

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
