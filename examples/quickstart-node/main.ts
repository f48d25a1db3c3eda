import { Coxswain, PermissionDeniedError } from '@coxswain/client'

// Reads COXSWAIN_BASE_URL and COXSWAIN_API_KEY.
const cox = new Coxswain()

const agent = await cox.agents.upsert('deployer-1', {
  display_name: 'Deployer',
  capabilities: ['deploy'],
  labels: { tier: 'production' },
})
console.log(`${agent.id} is ${agent.status}`)

const session = await cox.sessions.start({ agent_id: agent.id, name: 'Ship 2.1' })
await cox.agents.heartbeat(agent.id)
await cox.sessions.end(session.id, { outcome: 'completed', counters: { steps: 3 } })
console.log(`${session.id} has ended`)

// The kill switch: nothing starts for a suspended agent.
await cox.agents.suspend(agent.id, { reason: 'Maintenance' })
try {
  await cox.sessions.start({ agent_id: agent.id })
} catch (error) {
  if (!(error instanceof PermissionDeniedError)) throw error
  console.log(`refused: ${error.code}`)
}
await cox.agents.resume(agent.id)

for await (const event of cox.events.list({ types: ['agent.*', 'session.*'] })) {
  console.log(`${event.seq} ${event.event} ${event.resource.id}`)
}
