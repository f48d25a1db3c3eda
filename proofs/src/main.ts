import { parseArgs } from 'node:util'
import { groupProof } from './group/group-proof.ts'
import { killProof } from './kill/kill-proof.ts'
import { powerProof } from './power/power-proof.ts'
import type { Proof } from './proof.ts'
import { runProofs, type Verdict } from './run-proofs.ts'
import { stormProof } from './storm/storm-proof.ts'

const proofs: readonly Proof[] = [groupProof, stormProof, powerProof, killProof]
const limitSeconds = { short: 120, full: 900 }
const shownFindings = 20

const help = `npm run proof:durability [-- --short] [--seed <number>] [--only <proof>]

Shows that what the server acknowledges is there, once, whatever happens to it.
  --short          a minute's worth instead of all of it
  --seed <number>  repeats what a seed has drawn; the default draws one and prints it
  --only <proof>   ${proofs.map(({ name }) => name).join(', ')}; may be given several times`

/** Runs the proofs that are asked for. Returns the exit code: 0 only when all of them hold. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      short: { type: 'boolean' },
      seed: { type: 'string' },
      only: { type: 'string', multiple: true },
    },
  })
  if (values.help) {
    console.log(help)
    return 0
  }
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
  const chosen = proofs.filter(({ name }) => values.only?.includes(name) ?? true)
  const unknown = values.only?.filter((name) => !proofs.some((proof) => proof.name === name)) ?? []
  if (unknown.length > 0 || !Number.isSafeInteger(seed)) {
    console.error(help)
    return 2
  }
  const profile = values.short ? 'short' : 'full'
  console.log(`profile ${profile}, seed ${seed}`)
  const limit = limitSeconds[profile]
  const hold = await runProofs(chosen, { profile, seed, limitSeconds: limit, onVerdict: tell })
  return hold ? 0 : 1
}

function tell({ name, holds, seconds, figures, findings }: Verdict): void {
  const facts = Object.entries(figures).map(([what, value]) => `${what} ${value}`)
  const verdict = holds ? 'holds ' : 'BROKEN'
  console.log(
    `${verdict}  ${name.padEnd(6)} ${seconds.toFixed(1).padStart(6)} s  ${facts.join(', ')}`,
  )
  for (const finding of findings.slice(0, shownFindings)) console.log(`        ${finding}`)
  const more = findings.length - shownFindings
  if (more > 0) console.log(`        … and ${more} more`)
}
