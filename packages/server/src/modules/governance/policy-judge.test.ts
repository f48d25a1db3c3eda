import type { DecisionRequest, PolicyCreate } from '@coxswain/contract'
import { expect, test } from 'vitest'
import { createJudge } from './policy-judge.ts'

const request: DecisionRequest = {
  agent_id: 'worker-1',
  action_type: 'deploy',
  act: { type: 'shell', command: 'make deploy' },
}
const warn: PolicyCreate = {
  name: 'warn',
  rule: { type: 'warn_action_type', action_types: ['dep*'] },
}
const block: PolicyCreate = {
  name: 'block',
  rule: { type: 'block_action_type', action_types: ['deploy'] },
}

test('policies are judged without a server, the strictest one wins', () => {
  expect(createJudge([])(request)).toBe('allow')
  expect(createJudge([warn])(request)).toBe('warn')
  expect(createJudge([warn, block])(request)).toBe('block')
})

test('what is not enabled, only monitors or is for other agents does not count', () => {
  const others: PolicyCreate[] = [
    { ...block, enabled: false },
    { ...block, name: 'b', mode: 'monitor' },
    { ...block, name: 'c', agent_ids: ['release-*'] },
  ]
  expect(createJudge(others)(request)).toBe('allow')
})
