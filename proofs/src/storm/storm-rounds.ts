import { auditSnapshot } from '../audit/audit-snapshot.ts'
import { readSnapshot } from '../database/snapshot-repository.ts'
import type { Fault } from '../faults/fault.ts'
import type { Evidence } from '../proof.ts'
import type { Random } from '../random.ts'
import { runKillStorms } from './kill-storm.ts'
import { runRestartStorm } from './restart-storm.ts'
import { impatient, stormCases } from './storm-cases.ts'
import { openStage } from './storm-stage.ts'

export interface StormPlan {
  /** Twins at once, for each size of storm. */
  readonly sizes: readonly number[]
  readonly rounds: number
  /** Storms whose server is killed, with so many twins each. */
  readonly kills: { readonly storms: number; readonly twins: number }
  readonly fault: Fault | null
}

/** Long enough to be waited for, short enough to be over before the first twin. */
const shortWaitMs = 20

interface Round {
  readonly folder: string
  readonly random: Random
  readonly fault: Fault | null
}

/** Storms of twins over one key, in every kind of weather. */
export async function runStorms(
  plan: StormPlan,
  { folder, random }: { readonly folder: string; readonly random: Random },
): Promise<Evidence> {
  const round: Round = { folder, random, fault: plan.fault }
  const findings: string[] = []
  const unanswered: number[] = []
  const counts = { storms: 0, twins: 0, effects: 0 }
  const settle = async (path: string, names: readonly string[], twins: number) => {
    const { found, wrong } = await auditEffects(path, names)
    findings.push(...wrong)
    counts.storms += names.length
    counts.twins += twins
    counts.effects += found
  }
  for (const twins of plan.sizes) {
    const mixed = await runMixed(plan, twins, round)
    findings.push(...mixed.findings)
    await settle(mixed.path, mixed.names, twins * mixed.names.length)
    const name = `restart-${twins}`
    const path = `${folder}/${name}.db`
    const wrong = await runRestartStorm(name, { ...round, path, twins })
    findings.push(...wrong.map((finding) => `${name}: ${finding}`))
    await settle(path, [name], 3 * twins)
  }
  const { storms, twins } = plan.kills
  const names = Array.from({ length: storms }, (_, number) => `kill-${number}`)
  const path = `${folder}/kill-storm.db`
  if (storms > 0) {
    const killed = await runKillStorms(names, { ...round, path, twins })
    findings.push(...killed.findings)
    unanswered.push(...killed.unanswered)
    await settle(path, names, twins * storms)
  }
  return {
    findings,
    figures: {
      sizes: plan.sizes.join('/'),
      ...counts,
      'unanswered at each kill': unanswered.join('/'),
    },
  }
}

async function runMixed(
  { rounds }: StormPlan,
  twins: number,
  { folder, random, fault }: Round,
): Promise<{ path: string; names: string[]; findings: string[] }> {
  const path = `${folder}/storm-${twins}.db`
  const names: string[] = []
  const findings: string[] = []
  const run = async (name: string, work: () => Promise<string[]>) => {
    names.push(name)
    findings.push(...(await work()).map((finding) => `${name}: ${finding}`))
  }
  const stage = await openStage({ path, fault })
  for (let round = 0; round < rounds; round++) {
    for (const [kind, stormCase] of Object.entries(stormCases)) {
      const name = `${kind}-${twins}-${round}`
      await run(name, () => stormCase(name, { stage, twins, random }))
    }
  }
  await stage.stop()
  const { token } = stage.api
  const hasty = await openStage({ path, fault, token, idempotencyWaitMs: shortWaitMs })
  const name = `impatient-${twins}`
  await run(name, () => impatient(name, { stage: hasty, twins, random }))
  await hasty.stop()
  return { path, names, findings }
}

/** Each storm has had one effect, whatever its twins were told. */
async function auditEffects(
  path: string,
  names: readonly string[],
): Promise<{ found: number; wrong: string[] }> {
  const snapshot = await readSnapshot(path)
  const effects = snapshot.resources.filter(({ label }) => label !== null && names.includes(label))
  const counted = Map.groupBy(effects, ({ label }) => label)
  const wrong = names
    .map((name) => [name, counted.get(name)?.length ?? 0] as const)
    .filter(([, count]) => count !== 1)
    .map(([name, count]) => `${name}: has had ${count} effects`)
  return { found: effects.length, wrong: [...wrong, ...auditSnapshot(snapshot)] }
}
