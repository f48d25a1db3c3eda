import { copyFileSync, existsSync } from 'node:fs'
import { auditSnapshot } from '../audit/audit-snapshot.ts'
import { readSnapshot } from '../database/snapshot-repository.ts'
import type { Fault } from '../faults/fault.ts'
import { Book, compareBook } from '../load/book.ts'
import { doSomething } from '../load/deeds.ts'
import { createLoadOrg, type LoadOrg } from '../load/org.ts'
import type { Evidence } from '../proof.ts'
import type { Random } from '../random.ts'
import { KillableServer } from './killable-server.ts'

export interface KillPlan {
  readonly kills: number
  /** Callers at once, each with a client of its own. */
  readonly callers: number
  /** Requests that are unanswered when the server is killed, at least. */
  readonly unanswered: number
  readonly fault: Fault | null
}

interface Scene {
  readonly server: KillableServer
  readonly book: Book
  readonly random: Random
}

/** Answers between two kills, at least and at most. */
const answersBetween = [100, 500] as const

/** Kills a server under load, again and again, and looks at its database each time. */
export async function runKillRounds(
  plan: KillPlan,
  { folder, random }: { readonly folder: string; readonly random: Random },
): Promise<Evidence> {
  const server = await KillableServer.open(`${folder}/killed.db`, plan.fault)
  const scene: Scene = { server, book: new Book(), random }
  const findings: string[] = []
  const unanswered: number[] = []
  try {
    const load = await startLoad(scene, plan.callers)
    for (let kill = 1; kill <= plan.kills; kill++) {
      unanswered.push(await killUnderLoad(scene, plan))
      const left = await auditCopy(scene)
      findings.push(...left.map((finding) => `after kill ${kill}: ${finding}`))
      await server.revive()
    }
    await load.finish()
  } finally {
    await server.stop()
  }
  const { abandoned } = server.proxy
  if (abandoned < plan.kills * plan.unanswered) {
    findings.push(`load: only ${abandoned} requests were never answered in ${plan.kills} kills`)
  }
  const end = await readSnapshot(server.path)
  const { acknowledged, contests } = scene.book
  findings.push(...scene.book.findings(), ...auditSnapshot(end), ...compareBook(end, acknowledged))
  return {
    findings,
    figures: {
      kills: plan.kills,
      'unanswered at each kill': unanswered.join('/'),
      'never answered': abandoned,
      acknowledged: acknowledged.length,
      contests: contests.length,
      events: end.events.length,
    },
  }
}

function killUnderLoad({ server, random }: Scene, plan: KillPlan): Promise<number> {
  const [least, most] = answersBetween
  const target = server.proxy.answered + least + random.below(most - least)
  return server.killWhen(
    ({ answered, unanswered }) => answered >= target && unanswered >= plan.unanswered,
  )
}

/** Looks at what the killed server has left, on a copy, before any caller tries again. */
async function auditCopy({ server: { path }, book }: Scene): Promise<string[]> {
  const copy = `${path}.copy`
  for (const suffix of ['', '-wal']) {
    if (existsSync(`${path}${suffix}`)) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`)
  }
  const acknowledged = [...book.acknowledged]
  const snapshot = await readSnapshot(copy)
  return [...auditSnapshot(snapshot), ...compareBook(snapshot, acknowledged)]
}

/** Callers in two orgs, busy until they are told to finish what they are at. */
async function startLoad(
  { server, book, random }: Scene,
  callers: number,
): Promise<{ finish(): Promise<void> }> {
  const orgs = [
    await createLoadOrg(server.reach, 'Port'),
    await createLoadOrg(server.reach, 'Starboard'),
  ]
  const state = { finishing: false }
  const call = async (org: LoadOrg, name: string) => {
    const caller = {
      client: org.caller(),
      approver: org.approver(),
      book,
      random: random.fork(name),
    }
    for (let number = 0; !state.finishing; number++) await doSomething(caller, `${name}-${number}`)
  }
  const running = orgs.flatMap((org, side) =>
    Array.from({ length: callers / orgs.length }, (_, number) => call(org, `${side}-${number}`)),
  )
  return {
    async finish() {
      state.finishing = true
      await Promise.all(running)
    },
  }
}
