import type { Move } from '../flight.ts'
import { dayMs } from '../world.ts'

/** More than a lease lasts, than a decision counts, than an hour, than keys and cursors are kept. */
const steps = [1000, 61_000, 61_000, 61_000, 301_000, 3_601_000, dayMs + 1000]

/** Time passes for the server; workers may write down what it has done. */
export const time: Move = async function* ({ chance, world }) {
  const ms = chance.pick(steps)
  world.now += ms
  yield { server: { advance_ms: ms } }
  if (chance.happens(0.7)) yield { server: { work: true } }
}
