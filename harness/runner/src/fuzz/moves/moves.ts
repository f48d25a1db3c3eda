import type { Chance } from '../chance.ts'
import type { Flight, Move } from '../flight.ts'
import { again } from './again.ts'
import { call } from './call.ts'
import { faulty, mangled } from './faults.ts'
import { governed } from './governed.ts'
import { keys } from './keys.ts'
import { late } from './late.ts'
import { log } from './log.ts'
import { notice } from './notice.ts'
import { pages } from './pages.ts'
import { routes } from './routes.ts'
import { stream } from './stream.ts'
import { time } from './time.ts'
import { wait } from './wait.ts'

/** How often each kind of move is made, out of a hundred or so. */
const table: readonly (readonly [move: Move, weight: number])[] = [
  [call, 70],
  [faulty, 7],
  [late, 1],
  [pages, 4],
  [keys, 3],
  [again, 4],
  [governed, 2],
  [stream, 2],
  [wait, 3],
  [mangled, 2],
  [routes, 1],
  [log, 1],
  [notice, 1],
  [time, 4],
]

export function pickMove({
  chance,
  waits,
  looks,
}: Pick<Flight, 'chance' | 'waits' | 'looks'>): Move {
  if (looks && chance.happens(0.5)) return notice
  if (waits && chance.happens(0.5)) return time
  return pickWeighted(chance)
}

function pickWeighted(chance: Chance): Move {
  let rest = chance.next() * table.reduce((total, [, weight]) => total + weight, 0)
  const row = table.find(([, weight]) => {
    rest -= weight
    return rest <= 0
  })
  return row?.[0] ?? call
}
