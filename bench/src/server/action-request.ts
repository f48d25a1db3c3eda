/** The action that everybody is asked to create. */
export const agentId = 'deployer-1'

export const actionBody = {
  agent_id: agentId,
  action_type: 'deploy',
  goal: 'Ship release 2.1 to the staging environment',
  reasoning: 'All checks of the release are green and the change window is open.',
  act: { type: 'shell', command: 'make deploy ENV=staging VERSION=2.1.0', cwd: '/srv/app' },
  reversible: true,
  systems_touched: ['staging'],
  metadata: { release: '2.1.0', ticket: 'OPS-1234' },
} as const
