import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Evidence } from '../proof.ts'
import { createRandom, type Random } from '../random.ts'

export interface TryOut {
  readonly folder: string
  readonly random: Random
}

/** Runs a proof's work in a folder that is gone afterwards, with the same draws every time. */
export async function tryOut(
  work: (given: TryOut) => Promise<Evidence>,
  seed = 20261121,
): Promise<Evidence> {
  const folder = mkdtempSync(join(tmpdir(), 'coxswain-proof-test-'))
  try {
    return await work({ folder, random: createRandom(seed) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the findings begin with: the kind of what is wrong. */
export function kindsOf({ findings }: Evidence): string[] {
  const kinds = findings.map((finding) =>
    finding.replace(/^after kill \d+: |^power cut \w+ at COMMIT \d+: /, ''),
  )
  return [...new Set(kinds.map((finding) => finding.split(':')[0] ?? ''))].sort()
}
