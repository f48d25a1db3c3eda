import { APIError } from '@coxswain/client'
import type { Fault } from '../faults/fault.ts'
import { KillableServer } from '../kill/killable-server.ts'
import { agentId, createLoadOrg } from '../load/org.ts'
import type { Random } from '../random.ts'

interface KillStorms {
  readonly findings: readonly string[]
  /** Twins that were unanswered at each kill. */
  readonly unanswered: readonly number[]
}

/** Twins of the real SDK whose server is killed in their midst. */
export async function runKillStorms(
  names: readonly string[],
  given: {
    readonly path: string
    readonly fault: Fault | null
    readonly twins: number
    readonly random: Random
  },
): Promise<KillStorms> {
  const { path, fault, twins, random } = given
  const server = await KillableServer.open(path, fault)
  const findings: string[] = []
  const unanswered: number[] = []
  try {
    const org = await createLoadOrg(server.reach, 'Storm')
    const clients = Array.from({ length: twins }, () => org.caller())
    for (const name of names) {
      // Before the first answer, after it, or a little later; in any case before the last one.
      const before = server.proxy.answered
      const some = random.below(twins / 4)
      const killed = server.killWhen((counts) => {
        const answered = counts.answered - before
        return (answered >= some && counts.unanswered >= twins / 2) || answered >= twins / 2
      })
      const body = { agent_id: agentId, name }
      const answers = Promise.allSettled(
        clients.map((client) => client.sessions.start(body, { idempotencyKey: name })),
      )
      unanswered.push(await killed)
      await server.revive()
      findings.push(...judge(name, await answers))
    }
  } finally {
    await server.stop()
  }
  return { findings, unanswered }
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
