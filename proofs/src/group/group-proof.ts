import type { Proof } from '../proof.ts'
import { runGroups } from './group-rounds.ts'

const rounds = { short: 40, full: 200 }

/** A unit that fails takes no other with it; a COMMIT that fails is told to all of its group. */
export const groupProof: Proof = {
  name: 'group',
  run: ({ profile, folder, random }) =>
    runGroups({ rounds: rounds[profile], units: 96, fault: null }, { folder, random }),
}
