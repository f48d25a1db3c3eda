import { expect, test } from 'vitest'
import type { Fault } from '../faults/fault.ts'
import { tryOut } from '../testing/try-out.ts'
import { runGroups } from './group-rounds.ts'

const run = (fault: Fault | null) =>
  tryOut((given) => runGroups({ rounds: 4, units: 96, fault }, given))

test('units that fail and a COMMIT that fails cost nobody else anything', async () => {
  const { findings, figures } = await run(null)
  expect(findings).toEqual([])
  expect(figures['failed']).toBeGreaterThan(50)
  expect(figures['lost with their COMMIT']).toBeGreaterThan(1)
})

const breaches: [fault: Fault, finding: RegExp][] = [
  ['early-answers', /is answered before its COMMIT/],
  ['wide-rollback', /works, and is answered 503 store_unavailable/],
  ['lenient-units', /lies, and is answered 201/],
  ['lenient-units', /waits, and is answered 201/],
  ['unfailing-commit', /breaks COMMIT is answered as if it had not/],
  ['holed-log', /^log: /],
]

test.each(breaches)('%s is found out: %s', async (fault, finding) => {
  const { findings } = await run(fault)
  expect(findings.some((one) => finding.test(one))).toBe(true)
})
