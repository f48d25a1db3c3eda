import { expect, test } from 'vitest'
import type { Fault } from '../faults/fault.ts'
import { kindsOf, tryOut } from '../testing/try-out.ts'
import { runPowerCuts } from './power-cuts.ts'

const run = (fault: Fault | null, cuts: number) =>
  tryOut((given) => runPowerCuts({ bursts: 3, cuts, fault }, given))

test('a sound server loses nothing to a power cut', async () => {
  const { findings, figures } = await run(null, 40)
  expect(findings).toEqual([])
  expect(figures['checkpoints']).toBeGreaterThan(0)
  expect(figures['frame']).toBeGreaterThan(0)
  expect(figures['torn']).toBeGreaterThan(0)
  expect(figures['checkpoint']).toBeGreaterThan(0)
}, 60_000)

const breaches: [fault: Fault, finding: string][] = [
  ['early-answers', 'lost'],
  ['lazy-disk', 'lost'],
  ['dropped-answers', 'answer'],
  ['holed-log', 'log'],
  ['lost-sessions', 'state'],
]

test.each(breaches)(
  '%s is found out',
  async (fault, finding) => {
    expect(kindsOf(await run(fault, 16))).toContain(finding)
  },
  60_000,
)
