import type { Random } from './random.ts'

export type Profile = 'short' | 'full'

export interface ProofContext {
  readonly profile: Profile
  readonly random: Random
  /** A folder of the proof's own, removed when it is over. */
  readonly folder: string
}

export interface Evidence {
  /** What was done and counted, for the verdict's line. */
  readonly figures: Readonly<Record<string, number | string>>
  /** What is wrong. None: the proof holds. */
  readonly findings: readonly string[]
}

/** Something that is claimed of the server, and how it is tried. */
export interface Proof {
  readonly name: string
  run(context: ProofContext): Promise<Evidence>
}
