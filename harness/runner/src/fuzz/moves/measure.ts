import type { Chance } from '../chance.ts'
import { measuring } from '../flight.ts'

/** Calls whose answers differ from one moment to the next, and the places where they do. */
export function drawMeasuring(chance: Chance): { calls: string[]; volatile: string[] } {
  const calls = chance.times(6, 10, () => chance.pick(measuring))
  const volatile = [
    '*.checks[*].latency_ms',
    '*.content-length',
    ...calls.flatMap((call, index) =>
      call === 'ops.metrics' ? [`steps[${index}].ok`, `wire[${index}].response_body`] : [],
    ),
    ...calls.map((_, index) => `wire[${index}].upstream.response_body`),
  ]
  return { calls, volatile }
}
