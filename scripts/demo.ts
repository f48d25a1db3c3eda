// A control plane on SQLite, a Node and a Python program that hear of each other through its log,
// and the parity matrix of both SDKs. Ends by itself. `--no-parity` leaves the matrix out.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Coxswain } from '@coxswain/client'
import { main as parity } from '@coxswain/harness'
import { createServer } from '@coxswain/server'
import { listen } from '@coxswain/server/node'
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

story.title('One control plane, two languages')
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
    const forPython = await environmentFor(operator, listener.url, null)
    await runPrograms([
      {
        command: ['node', 'scripts/demo/deployer.ts'],
        env: forNode,
        onLine: (line) => story.tell('node', line),
      },
      {
        command: ['python', 'scripts/demo/watcher.py'],
        env: forPython,
        onLine: (line) => story.tell('python', line),
      },
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

/** A key for one program, no wider than its work; the deployer's can act for no other agent. */
async function environmentFor(operator: Coxswain, baseUrl: string, agentId: string | null) {
  const key = await operator.apiKeys.create({
    name: agentId ?? 'watcher',
    scopes: ['agents:admin', 'sessions:write', 'events:read'],
    agent_id: agentId,
  })
  story.tell('operator', `gives ${key.name} a key${agentId === null ? '' : ' bound to that agent'}`)
  return { COXSWAIN_BASE_URL: baseUrl, COXSWAIN_API_KEY: key.secret }
}

async function tellLog(operator: Coxswain): Promise<void> {
  let seq = 0
  for await (const event of operator.events.list()) {
    seq += 1
    if (event.seq !== seq) throw new Error(`the log has a gap before event ${event.seq}`)
  }
  story.tell('log', `holds ${seq} events of one org, numbered 1 to ${seq} without a gap`)
}
