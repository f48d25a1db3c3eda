import type { Move } from '../flight.ts'

/** Time passes for the server; workers may write down what it has done. */
export const time: Move = async function* ({ chance, world }) {
  const ms = chance.pick([1000, 61_000, 61_000, 301_000, 3_601_000])
  world.now += ms
  yield { server: { advance_ms: ms } }
  if (chance.happens(0.7)) yield { server: { work: true } }
}
