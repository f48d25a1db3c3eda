// The Node half of the demo: an agent that works, is stopped by the other half, and goes on.
import { setTimeout as pause } from 'node:timers/promises'
import { Coxswain, type Event, PermissionDeniedError } from '@coxswain/client'

const agentId = 'deployer-1'
const cox = new Coxswain() // COXSWAIN_BASE_URL, COXSWAIN_API_KEY
let read: string | undefined

const agent = await cox.agents.upsert(agentId, { capabilities: ['deploy'] })
console.log(`registers ${agent.id}, which can ${agent.capabilities.join(', ')}`)
// What the other half waits for is told first: it may hear of it before this half does.
console.log('starts the session "Ship 2.1"')
const session = await cox.sessions.start({ agent_id: agentId, name: 'Ship 2.1' })

const suspended = await nextEvent('agent.suspended')
console.log(`reads event ${suspended.seq}, ${suspended.event}: ${reasonIn(suspended)}`)
try {
  await cox.sessions.start({ agent_id: agentId, name: 'Ship 2.2' })
} catch (error) {
  if (!(error instanceof PermissionDeniedError)) throw error
  console.log(`may start nothing meanwhile: ${error.status} ${error.code}`)
}
console.log('labels itself as waiting')
await cox.agents.upsert(agentId, { capabilities: ['deploy'], labels: { state: 'waiting' } })

const resumed = await nextEvent('agent.resumed')
console.log(`reads event ${resumed.seq}, ${resumed.event}, and goes on`)
console.log('ends its session: completed')
await cox.sessions.end(session.id, { outcome: 'completed', summary: 'Shipped 2.1' })

/** Reads the log from where the last look ended until an event about this agent comes. */
async function nextEvent(name: string): Promise<Event> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    for await (const event of cox.events.list(read === undefined ? {} : { cursor: read })) {
      read = event.id
      if (event.event === name && event.resource.id === agentId) return event
    }
    await pause(50)
  }
  throw new Error(`no ${name} within 30 s`)
}

function reasonIn(event: Event): string {
  return event.event === 'agent.suspended' ? (event.payload.agent.suspended_reason ?? '') : ''
}
