// The Node half of the demo: one act waits for a person, one is blocked; it watches the Python half.
import { Coxswain, GovernedError } from '@coxswain/client'

const agentId = 'deployer-1'
const cox = new Coxswain() // COXSWAIN_BASE_URL, COXSWAIN_API_KEY

const { result } = await cox.governed(
  {
    agent_id: agentId,
    action_type: 'deploy',
    goal: 'Ship auth-service 2.1',
    act: { type: 'shell', command: 'kubectl rollout restart deploy/auth' },
  },
  async ({ act }) => {
    console.log(`runs ${act.command}`)
    return 'auth-service 2.1 is live'
  },
  { onWaiting: ({ goal }) => console.log(`waits for someone to approve "${goal}"`) },
)
console.log(`has done it: ${result}`)

try {
  await cox.governed(
    {
      agent_id: agentId,
      action_type: 'delete.database',
      goal: 'Make room',
      act: { type: 'sql', statement: 'DROP DATABASE customers' },
    },
    () => console.log('drops the database'),
  )
} catch (error) {
  if (!(error instanceof GovernedError)) throw error
  console.log(`may not "Make room": ${error.code}`)
}

// From the beginning of the demo on, so that nothing is missed whoever is first.
const stream = cox.events.stream({
  types: ['action.*'],
  lastEventId: `${process.env.DEMO_CURSOR}`,
})
for await (const item of stream) {
  if (item.event !== 'action.updated' && item.event !== 'action.completed') continue
  const { agent_id, goal, status } = item.payload.action
  if (agent_id === agentId) continue
  console.log(`sees event ${item.seq}: "${goal}" is ${status}`)
  if (item.event === 'action.completed') break
}
