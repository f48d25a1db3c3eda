import type { DecisionReason, PolicyReference } from '@coxswain/contract'
import type { Matcher } from './glob.ts'
import { type Outcome, strictest, strictness } from './lattice.ts'
import type { Finding, RuleMatch, Subject } from './rules/rule.ts'
import type { RuleNeeds } from './rules/rule-needs.ts'
import { failure, type Verdict, type Verdicts } from './verdict.ts'

/** A policy that the guard looks at, ready to be asked. */
export interface GuardPolicy {
  readonly id: string | null
  readonly name: string | null
  readonly version: number | null
  readonly type: string
  /** Whether it counts, or only leaves its reason. */
  readonly enforced: boolean
  readonly concerns: Matcher
  readonly match: RuleMatch
  /** What has to be read before it is asked. */
  readonly needs: RuleNeeds | null
}

/** A policy that is there, enabled, and can't be read: it may ask for anything. */
export interface UnreadablePolicy {
  readonly unreadable: true
  readonly id: string
  readonly name: string
  readonly problem: string
}

/** A standing grant of an enforced policy that matches. */
export interface StandingGrant {
  /** Empty for a draft. */
  readonly policyId: string
  readonly policy: string
  readonly maxUses: number
  readonly windowSeconds: number
}

export interface Judgement {
  readonly decision: Outcome
  /** The strictest first. */
  readonly reasons: readonly DecisionReason[]
  readonly matchedPolicies: readonly PolicyReference[]
  /** Something failed: no grant lifts it. */
  readonly failClosed: boolean
  readonly grants: readonly StandingGrant[]
}

/**
 * The maximum over matching enforced policies, evaluators and failures, before any grant. It does
 * not matter in which order they come.
 */
export function judge(
  policies: readonly (GuardPolicy | UnreadablePolicy)[],
  subject: Subject,
  verdicts: Verdicts,
): Judgement {
  const reasons: DecisionReason[] = verdicts.map(verdictReason)
  const matchedPolicies: PolicyReference[] = []
  const grants: StandingGrant[] = []
  for (const policy of policies) {
    if ('unreadable' in policy) {
      reasons.push(verdictReason(failure(unreadableMessage(policy))))
      continue
    }
    if (!policy.concerns(subject.request.agentId)) continue
    const finding = policy.match(subject, policy.id ?? '')
    if (finding === null) continue
    if (policy.id !== null && policy.version !== null)
      matchedPolicies.push({ id: policy.id, version: policy.version })
    const { grants: given } = finding
    if (given === undefined || !policy.enforced) reasons.push(policyReason(policy, finding))
    else grants.push({ policyId: policy.id ?? '', policy: describePolicy(policy), ...given })
  }
  const enforced = reasons.filter((reason) => reason.enforced)
  return {
    decision: strictest(enforced.map(({ decision }) => decision as Outcome)),
    reasons: sortReasons(reasons),
    matchedPolicies: matchedPolicies.sort((one, other) => compare(one.id, other.id)),
    failClosed: reasons.some(({ source }) => source === 'failure'),
    grants: grants.sort((one, other) => compare(one.policyId, other.policyId)),
  }
}

/** The strictest first; of the same strictness, what counts before what doesn't. */
export function sortReasons(reasons: readonly DecisionReason[]): DecisionReason[] {
  const rank = ({ decision, enforced }: DecisionReason) =>
    2 * strictness(decision as Outcome) + (enforced ? 1 : 0)
  return [...reasons].sort(
    (one, other) =>
      rank(other) - rank(one) ||
      compare(one.source, other.source) ||
      compare(one.policy_id ?? '', other.policy_id ?? '') ||
      compare(one.message, other.message),
  )
}

/** A policy as people speak of it: its name and version, or that it is a draft. */
export function describePolicy({ name, version }: Pick<GuardPolicy, 'name' | 'version'>): string {
  return version === null ? 'the draft' : `policy \`${name}\` v${version}`
}

/** A reason that no policy gives. */
export function plainReason(
  source: DecisionReason['source'],
  decision: Outcome,
  message: string,
): DecisionReason {
  const policy = { policy_id: null, policy_name: null, policy_version: null, policy_type: null }
  return { source, decision, enforced: true, message, ...policy }
}

function verdictReason({ source, decision, message }: Verdict): DecisionReason {
  return plainReason(source, decision, message)
}

function policyReason(policy: GuardPolicy, { decision, because }: Finding): DecisionReason {
  const remark = policy.enforced ? '' : ' (it only monitors)'
  return {
    source: 'policy',
    decision,
    enforced: policy.enforced,
    message: `${describePolicy(policy)} ${because}${remark}`,
    policy_id: policy.id,
    policy_name: policy.name,
    policy_version: policy.version,
    policy_type: policy.type,
  }
}

function unreadableMessage({ id, name, problem }: UnreadablePolicy): string {
  return `policy \`${name}\` (${id}) can't be read, so a person has to decide: ${problem}`
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1
}
