// A control plane on SQLite, a Node and a Python agent whose work is governed, someone who decides,
// and the parity matrix of both SDKs. Ends by itself. `--no-parity` leaves the matrix out.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Coxswain } from '@coxswain/client'
import { main as parity } from '@coxswain/harness'
import { createServer } from '@coxswain/server'
import { listen } from '@coxswain/server/node'
import { approve } from './demo/approver.ts'
import { runPrograms } from './demo/run-programs.ts'
import { Story } from './demo/story.ts'
import { readOptions } from './read-options.ts'

const options = { parity: { type: 'boolean', default: true } } as const
const { values } = readOptions({ allowNegative: true, options })
const story = new Story()
const folder = mkdtempSync(join(tmpdir(), 'coxswain-demo-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143))
}

story.title('Two agents, two languages, one control plane')
await tellStory()
if (values.parity) {
  story.title('Do both SDKs do the same?')
  process.exitCode = await parity([])
}

async function tellStory(): Promise<void> {
  const bootstrapToken = randomBytes(32).toString('base64url')
  const database = join(folder, 'coxswain.db')
  const server = await createServer({ database: `sqlite:${database}`, bootstrapToken })
  const listener = await listen(server, { port: 0 })
  story.tell('control plane', `serves ${listener.url} and keeps ${database}`)
  try {
    const operator = await createOrg(listener.url, bootstrapToken)
    const forNode = await environmentFor(operator, listener.url, 'deployer-1')
    const forPython = await environmentFor(operator, listener.url, 'clerk-1')
    const DEMO_CURSOR = await writePolicies(operator)
    const tell = (what: string) => story.tell('approver', what)
    await Promise.all([
      approve(operator, DEMO_CURSOR, 3, tell),
      runPrograms([
        {
          command: ['node', 'scripts/demo/deployer.ts'],
          env: { ...forNode, DEMO_CURSOR },
          onLine: (line) => story.tell('node', line),
        },
        {
          command: ['python', 'scripts/demo/clerk.py'],
          env: { ...forPython, DEMO_CURSOR },
          onLine: (line) => story.tell('python', line),
        },
      ]),
    ])
    await tellLog(operator)
  } finally {
    await listener.close()
    await server.stop()
  }
  story.tell('control plane', 'has stopped')
}

async function createOrg(baseUrl: string, bootstrapToken: string): Promise<Coxswain> {
  const nobody = new Coxswain({ baseUrl, apiKey: bootstrapToken })
  const { org, api_key } = await nobody.orgs.bootstrap({ name: 'Harbour' })
  story.tell('operator', `creates the org ${org.name} and its first key ${api_key.hint}`)
  return new Coxswain({ baseUrl, apiKey: api_key.secret })
}

/** An agent with a key no wider than its work, which can act for no other agent. */
async function environmentFor(operator: Coxswain, baseUrl: string, agentId: string) {
  await operator.agents.upsert(agentId, {})
  const key = await operator.apiKeys.create({
    name: agentId,
    scopes: ['actions:write', 'approvals:read', 'events:read'],
    agent_id: agentId,
  })
  story.tell('operator', `registers ${agentId} and gives it a key bound to it`)
  return { COXSWAIN_BASE_URL: baseUrl, COXSWAIN_API_KEY: key.secret }
}

/** Says what needs a person and what nobody may do, and returns where the log stands then. */
async function writePolicies({ policies, events }: Coxswain): Promise<string> {
  const asked = ['deploy', 'refund', 'pay']
  await policies.create({
    name: 'A person decides about money and production',
    rule: { type: 'require_approval', action_types: asked },
  })
  await policies.create({
    name: 'Nobody deletes databases',
    rule: { type: 'block_action_type', action_types: ['delete.*'] },
  })
  story.tell('operator', `has ${asked.join(', ')} approved by a person, and deleting blocked`)
  let last = ''
  for await (const event of events.list()) last = event.id
  return last
}

async function tellLog(operator: Coxswain): Promise<void> {
  let seq = 0
  for await (const event of operator.events.list()) {
    seq += 1
    if (event.seq !== seq) throw new Error(`the log has a gap before event ${event.seq}`)
  }
  const { by_status } = await operator.actions.stats({})
  story.tell('log', by_status.map(({ value, count }) => `${count} ${value}`).join(', '))
  story.tell('log', `holds ${seq} events of one org, numbered 1 to ${seq} without a gap`)
}
