import { APIError } from '@coxswain/client'
import type { Fault } from '../faults/fault.ts'
import { KillableServer } from '../kill/killable-server.ts'
import { agentId, createLoadOrg } from '../load/org.ts'
import type { Random } from '../random.ts'

/** Twins of the real SDK whose server is killed in their midst; returns what is wrong. */
export async function runKillStorms(
  names: readonly string[],
  given: {
    readonly path: string
    readonly fault: Fault | null
    readonly twins: number
    readonly random: Random
  },
): Promise<string[]> {
  const { path, fault, twins, random } = given
  const server = await KillableServer.open(path, fault)
  const findings: string[] = []
  try {
    const org = await createLoadOrg(server.reach, 'Storm')
    const clients = Array.from({ length: twins }, () => org.caller())
    for (const name of names) {
      // With some answered and most under way; none answered is the case of the first unit.
      const answered = server.proxy.answered + random.below(twins / 4)
      const killed = server.killWhen(
        (counts) => counts.answered >= answered && counts.unanswered >= twins / 2,
      )
      const body = { agent_id: agentId, name }
      const answers = Promise.allSettled(
        clients.map((client) => client.sessions.start(body, { idempotencyKey: name })),
      )
      await killed
      await server.revive()
      findings.push(...judge(name, await answers))
    }
  } finally {
    await server.stop()
  }
  return findings
}

function judge(name: string, answers: readonly PromiseSettledResult<{ id: string }>[]): string[] {
  const ids = new Set<string>()
  const findings: string[] = []
  for (const answer of answers) {
    if (answer.status === 'fulfilled') ids.add(answer.value.id)
    else findings.push(`${name}: a twin got ${describe(answer.reason)}`)
  }
  if (ids.size !== 1) findings.push(`${name}: twins were told of ${ids.size} sessions`)
  return findings
}

function describe(error: unknown): string {
  return error instanceof APIError ? `${error.status} ${error.code}` : String(error)
}
