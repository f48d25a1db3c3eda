import type { Proof } from '../proof.ts'
import { runStorms } from './storm-rounds.ts'

const plans = {
  short: { rounds: 1, kills: { storms: 2, twins: 64 } },
  full: { rounds: 5, kills: { storms: 10, twins: 500 } },
}

/** However many twins a request has, it has one effect, and each of them is told of it. */
export const stormProof: Proof = {
  name: 'storm',
  run: ({ profile, folder, random }) =>
    runStorms({ ...plans[profile], sizes: [64, 500], fault: null }, { folder, random }),
}
