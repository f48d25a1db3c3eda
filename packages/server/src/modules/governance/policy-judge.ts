import type { DecisionRequest, PolicyCreate } from '@coxswain/contract'
import { compilePolicy } from './compiled-policy.ts'
import { guardRequest } from './guard-request.ts'
import { judge } from './judge.ts'
import type { Outcome } from './lattice.ts'
import { createPolicy, policySource } from './policy.ts'
import { assessRisk } from './risk.ts'
import { createSubject } from './subject.ts'

const nobody = { orgId: '', createdBy: null }
const noTrouble = { failures: 0, drift: 0 }

/**
 * What the guard would decide by these policies, without a server: nothing is recorded, no grant is
 * looked for, and nothing has gone wrong lately. For tests of policies, and of their speed.
 */
export function createJudge(
  bodies: readonly PolicyCreate[],
): (request: DecisionRequest) => Outcome {
  const policies = bodies
    .filter(({ enabled = true }) => enabled)
    .map((body) => createPolicy({ ...nobody, id: body.name }, body, 0))
    .map((policy) => compilePolicy(policySource(policy)))
  return (body) => {
    const request = guardRequest(body)
    const riskScore = assessRisk(request, noTrouble).score
    const subject = createSubject(request, { riskScore, now: Date.now() })
    return judge(policies, subject, []).decision
  }
}
