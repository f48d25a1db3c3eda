import { expect, test } from 'vitest'
import type { Fault } from '../faults/fault.ts'
import { kindsOf, tryOut } from '../testing/try-out.ts'
import { runKillRounds } from './kill-rounds.ts'

const run = (fault: Fault | null, unanswered = 24) =>
  tryOut((given) => runKillRounds({ kills: 1, callers: 48, unanswered, fault }, given))

test('a sound server that is killed has nothing to be found', async () => {
  const { findings, figures } = await run(null)
  expect(findings).toEqual([])
  expect(Number(figures['unanswered at each kill'])).toBeGreaterThanOrEqual(24)
  expect(figures['never answered']).toBeGreaterThanOrEqual(24)
}, 60_000)

test('a server that answers before it commits is found out', async () => {
  // It has few requests under way at any time.
  expect(kindsOf(await run('early-answers', 0))).toContain('lost')
}, 60_000)

test('a server that keeps no answers is found out', async () => {
  expect(kindsOf(await run('dropped-answers'))).toContain('answer')
}, 60_000)
