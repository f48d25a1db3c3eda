import { createApi, createOrg } from '@coxswain/server/testing'
import { auditDensity } from '../audit/audit-log.ts'
import { readSnapshot } from '../database/snapshot-repository.ts'
import type { Fault } from '../faults/fault.ts'
import { bootstrapToken, openSubject } from '../faults/open-subject.ts'
import type { Evidence } from '../proof.ts'
import type { Random } from '../random.ts'
import { type Answered, GroupWatch, judgeAlone, judgeBroken, type Sent } from './group-watch.ts'
import { createUnitModule, takenLabel, type Way } from './unit-module.ts'
import { openOnlooker } from './unit-repository.ts'

export interface GroupPlan {
  readonly rounds: number
  /** Units at once; a group has up to 32. */
  readonly units: number
  readonly fault: Fault | null
}

/** Half of them work, so that there is always somebody to be taken along. */
const mixture: readonly Way[] = [
  'works',
  'works',
  'works',
  'works',
  'works',
  'throws',
  'refuses',
  'lies',
  'collides',
  'waits',
]

/** Groups in which units fail in every way, and groups whose COMMIT fails. */
export async function runGroups(
  plan: GroupPlan,
  { folder, random }: { readonly folder: string; readonly random: Random },
): Promise<Evidence> {
  const path = `${folder}/groups.db`
  const stage = await openStage(path, plan.fault)
  const findings: string[] = []
  const kept = new Set([takenLabel])
  const counts = { units: 0, failed: 0, 'lost with their COMMIT': 0 }
  let order = 0
  try {
    for (let round = 0; round < plan.rounds; round++) {
      const broken = round % 2 === 1
      const answers = await stage.send(draw(plan.units, { round, broken, random }))
      const turn = stage.watch.order.slice(order)
      order = stage.watch.order.length
      findings.push(...(broken ? judgeBroken(answers, turn) : judgeAlone(answers)))
      for (const { label, status } of answers) if (status === 201) kept.add(label)
      counts.units += answers.length
      counts.failed += answers.filter(({ status }) => status !== 201 && status !== 503).length
      counts['lost with their COMMIT'] += answers.filter(({ status }) => status === 503).length
    }
    findings.push(...stage.watch.findings, ...compareKept(kept, stage.all()))
  } finally {
    await stage.close()
  }
  const snapshot = await readSnapshot(path)
  const told = snapshot.events.filter(({ event }) => event === 'unit.written')
  findings.push(
    ...snapshot.damage,
    ...auditDensity(snapshot),
    ...compareKept(
      kept,
      told.map(({ view }) => view.id),
    ).map((finding) => `log: ${finding}`),
  )
  return { findings, figures: { rounds: plan.rounds, ...counts, commits: stage.commits() } }
}

function draw(
  units: number,
  { round, broken, random }: { round: number; broken: boolean; random: Random },
): Sent[] {
  const drawn = Array.from({ length: units }, (_, number): Sent => {
    const way = mixture[random.below(mixture.length)] ?? 'works'
    return { label: `${round}-${number}`, way }
  })
  if (broken) drawn[random.below(units)] = { label: `${round}-breaker`, way: 'breaks' }
  return drawn
}

interface Stage {
  readonly watch: GroupWatch
  send(units: readonly Sent[]): Promise<Answered[]>
  all(): string[]
  commits(): number
  close(): Promise<void>
}

async function openStage(path: string, fault: Fault | null): Promise<Stage> {
  const told: { watch: GroupWatch | null; commits: number } = { watch: null, commits: 0 }
  let counted = false
  const { server } = await openSubject(
    {
      database: `sqlite:${path}`,
      modules: [createUnitModule(fault, (label) => told.watch?.entered(label))],
      hooks: {
        onUnitCommitted({ requestId }) {
          told.watch?.committed(requestId)
          if (counted) return
          counted = true
          told.commits += 1
          queueMicrotask(() => {
            counted = false
          })
        },
      },
    },
    fault,
  )
  const org = await createOrg(server, bootstrapToken)
  const api = createApi(server, org.token)
  const onlooker = openOnlooker(path)
  const watch = new GroupWatch(onlooker)
  told.watch = watch
  const write = async ({ label, way }: Sent): Promise<Answered> => {
    watch.sent({ label, way })
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': label,
      'x-request-id': label,
    }
    const body = JSON.stringify({ label, way })
    const reply = await api.send('POST', '/api/v1/units', { body, headers })
    const code = reply.status < 300 ? null : reply.problem().code
    const answer = { label, way, status: reply.status, code }
    watch.answered(answer)
    return answer
  }
  const first = await write({ label: takenLabel, way: 'works' })
  if (first.status !== 201) throw new Error(`the first unit is answered ${first.status}`)
  return {
    watch,
    send: (units) => Promise.all(units.map(write)),
    all: () => onlooker.all(),
    commits: () => told.commits,
    async close() {
      onlooker.close()
      await server.stop()
    },
  }
}

/** What was answered 201 is there, and nothing else is. */
function compareKept(kept: ReadonlySet<string>, found: readonly string[]): string[] {
  const there = new Set(found)
  return [
    ...[...kept].filter((label) => !there.has(label)).map((label) => `lost: ${label}`),
    ...found.filter((label) => !kept.has(label)).map((label) => `left behind: ${label}`),
    ...(found.length === there.size ? [] : ['twice: a unit is there more than once']),
  ]
}
