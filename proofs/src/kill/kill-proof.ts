import type { Proof } from '../proof.ts'
import { runKillRounds } from './kill-rounds.ts'

const kills = { short: 2, full: 10 }
export const leastUnanswered = 100

/** kill -9 under load loses nothing that was acknowledged and doubles nothing. */
export const killProof: Proof = {
  name: 'kill',
  run: ({ profile, folder, random }) =>
    runKillRounds(
      { kills: kills[profile], callers: 240, unanswered: leastUnanswered, fault: null },
      { folder, random },
    ),
}
