import { expect, test } from 'vitest'
import type { Fault } from '../faults/fault.ts'
import { tryOut } from '../testing/try-out.ts'
import { runStorms } from './storm-rounds.ts'

const run = (fault: Fault | null, storms = 1) => {
  const plan = { sizes: [16], rounds: 2, kills: { storms, twins: 16 }, fault }
  return tryOut((given) => runStorms(plan, given))
}

test('every storm has one effect', async () => {
  const { findings, figures } = await run(null)
  expect(findings).toEqual([])
  expect(figures['effects']).toBe(figures['storms'])
}, 60_000)

const breaches: readonly RegExp[] = [
  /^alike-\S+: 16 twins did the work/,
  /^different-\S+: 0 twins got idempotency_mismatch/,
  /^failing-\S+: has had \d+ effects/,
  /^impatient-\S+: \d+ twins did the work/,
  /^restart-\S+: \d+ twins did the work/,
  /^kill-0: twins were told of \d+ sessions/,
]

test('a server that keeps no answers is found out by every storm', async () => {
  const { findings } = await run('dropped-answers')
  for (const one of breaches)
    expect(findings.filter((finding) => one.test(finding))).not.toEqual([])
}, 60_000)

test('an effect that is lost is found out', async () => {
  const { findings } = await run('lost-sessions', 0)
  expect(findings.filter((finding) => finding.endsWith('has had 0 effects'))).not.toEqual([])
}, 60_000)
