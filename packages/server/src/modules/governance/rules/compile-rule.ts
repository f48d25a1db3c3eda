import type { PolicyRuleInput } from '@coxswain/contract'
import { agentAllowlist } from './agent-allowlist.ts'
import { allowGrant } from './allow-grant.ts'
import { blockActionType } from './block-action-type.ts'
import { branchFreshness } from './branch-freshness.ts'
import { delegationConstraint } from './delegation-constraint.ts'
import { protectedPath } from './protected-path.ts'
import { rateLimit } from './rate-limit.ts'
import { requireApproval } from './require-approval.ts'
import { requireEvidence } from './require-evidence.ts'
import { riskThreshold } from './risk-threshold.ts'
import type { RuleMatch, RuleOf } from './rule.ts'
import { warnActionType } from './warn-action-type.ts'

type Compilers = {
  readonly [Type in PolicyRuleInput['type']]: (rule: RuleOf<Type>) => RuleMatch
}

const compilers: Compilers = {
  risk_threshold: riskThreshold,
  require_approval: requireApproval,
  block_action_type: blockActionType,
  warn_action_type: warnActionType,
  allow_grant: allowGrant,
  protected_path: protectedPath,
  agent_allowlist: agentAllowlist,
  require_evidence: requireEvidence,
  branch_freshness: branchFreshness,
  delegation_constraint: delegationConstraint,
  rate_limit: rateLimit,
}

/** Makes a rule ready to be asked, which costs more than asking it. */
export function compileRule(rule: PolicyRuleInput): RuleMatch {
  const compile = compilers[rule.type] as (rule: PolicyRuleInput) => RuleMatch
  return compile(rule)
}
