import type { Proof } from '../proof.ts'
import { runPowerCuts } from './power-cuts.ts'

const plans = {
  short: { bursts: 8, cuts: 300 },
  full: { bursts: 40, cuts: 4000 },
}

/** Whatever a power cut leaves, what was acknowledged is there and the log is what the tables say. */
export const powerProof: Proof = {
  name: 'power',
  run: ({ profile, folder, random }) =>
    runPowerCuts({ ...plans[profile], fault: null }, { folder, random }),
}
