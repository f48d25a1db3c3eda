import type { DecisionRequest, PolicyCreate } from '@coxswain/contract'
import { actionBody } from '../server/action-request.ts'

const { agent_id, action_type, act } = actionBody

/** What is decided about: a deployment, which one policy in ten looks at more closely. */
export const decisionBody: DecisionRequest = {
  agent_id,
  action_type,
  act,
  declared_risk_score: 30,
  reversible: true,
  systems_touched: ['staging'],
}

/** A mixture of all types of rules; some match, none blocks. */
export function policyBodies(count: number): PolicyCreate[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `policy ${index}`,
    rule: rules[index % rules.length] as PolicyCreate['rule'],
    ...(index % 2 === 0 ? { agent_ids: ['deployer-*', 'release-*'] } : {}),
  }))
}

const rules: readonly PolicyCreate['rule'][] = [
  { type: 'risk_threshold', threshold: 90, decision: 'require_approval' },
  { type: 'block_action_type', action_types: ['payment.*', 'secrets.delete'] },
  { type: 'require_approval', action_types: ['production.*', 'database.drop'] },
  { type: 'warn_action_type', action_types: ['deploy*'] },
  { type: 'protected_path', paths: ['/etc/**', '/srv/*/secrets/**'], decision: 'block' },
  { type: 'risk_threshold', threshold: 95, decision: 'block' },
  { type: 'require_approval', action_types: ['*.delete'], min_risk_score: 50 },
  { type: 'protected_path', paths: ['**/.ssh/**'], decision: 'require_approval' },
  { type: 'block_action_type', action_types: ['shell.root'] },
  { type: 'warn_action_type', action_types: ['database.*'] },
]
