import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Evidence, Profile, Proof } from './proof.ts'
import { createRandom } from './random.ts'

export interface Verdict extends Evidence {
  readonly name: string
  readonly holds: boolean
  readonly seconds: number
}

export interface RunOptions {
  readonly profile: Profile
  readonly seed: number
  /** Seconds after which a proof counts as failed: one that hangs shows nothing. */
  readonly limitSeconds: number
  readonly onVerdict: (verdict: Verdict) => void
}

/** Runs proofs one after the other, each with draws and a folder of its own. Resolves to whether all hold. */
export async function runProofs(
  proofs: readonly Proof[],
  { profile, seed, limitSeconds, onVerdict }: RunOptions,
): Promise<boolean> {
  let allHold = true
  for (const proof of proofs) {
    const started = performance.now()
    const folder = mkdtempSync(join(tmpdir(), `coxswain-proof-${proof.name}-`))
    const random = createRandom(seed).fork(proof.name)
    const evidence = await within(limitSeconds, () => proof.run({ profile, random, folder }))
    rmSync(folder, { recursive: true, force: true })
    const holds = evidence.findings.length === 0
    allHold &&= holds
    const seconds = (performance.now() - started) / 1000
    onVerdict({ ...evidence, name: proof.name, holds, seconds })
  }
  return allHold
}

/** What a proof throws, or does not come to say, counts against it. */
async function within(seconds: number, work: () => Promise<Evidence>): Promise<Evidence> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Evidence>((resolve) => {
    const findings = [`it has not ended within ${seconds} s`]
    timer = setTimeout(() => resolve({ figures: {}, findings }), seconds * 1000)
  })
  try {
    return await Promise.race([work(), late])
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { figures: {}, findings: [`it broke off: ${reason}`] }
  } finally {
    clearTimeout(timer)
  }
}
