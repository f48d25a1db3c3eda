import type { PolicyTestCaseInput, PolicyTestReport, PolicyTestResult } from '@coxswain/contract'
import { compilePolicy } from './compiled-policy.ts'
import { guardRequest } from './guard-request.ts'
import { judge } from './judge.ts'
import { type PolicyRecord, policySource } from './policy.ts'
import { assessRisk } from './risk.ts'
import { noFacts } from './rules/rule.ts'
import { createSubject } from './subject.ts'

const noTrouble = { failures: 0, drift: 0 }

/** Tries cases on one policy alone, as if it were enforced and nothing had gone wrong lately. */
export function tryPolicy(
  policy: PolicyRecord,
  cases: readonly PolicyTestCaseInput[],
  now: number,
): PolicyTestReport {
  const results = cases.map((one) => tryCase(policy, one, now))
  const passed = results.filter((result) => result.passed).length
  const failed = results.length - passed
  return { policy_id: policy.id, version: policy.version, passed, failed, results }
}

function tryCase(
  policy: PolicyRecord,
  { name, given, expect }: PolicyTestCaseInput,
  now: number,
): PolicyTestResult {
  const { agent_id: agentId = null, at = null, ancestor_agents: chain = [], ...asked } = given
  // Without an agent it is one that the policy is for.
  const agentIds = agentId === null ? null : policy.agentIds
  const alone = compilePolicy(policySource({ ...policy, agentIds, mode: 'enforce' }))
  const request = guardRequest({ ...asked, agent_id: agentId ?? '' })
  const riskScore = assessRisk(request, noTrouble).score
  const time = at === null ? now : Date.parse(at)
  const subject = createSubject(request, { riskScore, now: time, facts: { ...noFacts, chain } })
  const { decision, reasons } = judge([alone], subject, [])
  return {
    name,
    expected: expect,
    actual: decision,
    passed: decision === expect,
    reasons: [...reasons],
  }
}
