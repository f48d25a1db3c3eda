import { expect, test } from 'vitest'
import { readArtifact } from '../contract/artifact.ts'
import { readOperations } from '../contract/operation.ts'
import type { RunResult } from '../run/result.ts'
import { drawFaults, tallyFaults } from './tally.ts'

const operations = readOperations(readArtifact()).filter(({ id }) =>
  ['agents.upsert', 'orgs.bootstrap', 'policies.delete', 'agents.get'].includes(id),
)

function run(operation: string, seen: Partial<RunResult['trace']>, fresh = 1): RunResult {
  const answer = { status: 200, headers: [], body: Buffer.alloc(0) }
  return {
    scenario: `faults/reset/${operation}`,
    subject: 'node',
    configuration: 'sqlite+memory',
    trace: { steps: [{ ok: {} }], wire: [], ledger: {}, ...seen },
    exchanges: Array.from({ length: fresh }, () => ({ upstream: { response: answer } })),
  } as unknown as RunResult
}

const ledger = (operation: string, units: number, events = 1) => ({
  ledger: { operations: { [operation]: units }, events: { 'thing.happened': events } },
})

test('one effect is neither lost nor doubled', () => {
  const tally = tallyFaults(operations, [
    run('agents.upsert', ledger('agents.upsert', 1)),
    run('orgs.bootstrap', {}),
    run('policies.delete', ledger('policies.delete', 2), 2),
    run('agents.get', {}, 2),
  ])
  expect(drawFaults(tally)).toBe('faults: operations 4/4, cases 4, lost 0, doubled 0')
})

test.each([
  ['two units under one key', run('agents.upsert', ledger('agents.upsert', 2))],
  ['two events', run('policies.delete', ledger('policies.delete', 2, 2))],
  ['two answers that are no replays', run('orgs.bootstrap', {}, 2)],
])('%s are a doubled effect', (_, result) => {
  expect(tallyFaults(operations, [result])).toMatchObject({
    doubled: [`${result.scenario} · node on sqlite+memory`],
    lost: [],
  })
})

test('a success without an effect is lost, an error without one is not', () => {
  const told = run('agents.upsert', {})
  const raised = run('agents.upsert', { steps: [{ error: { class: 'InternalError' } }] })
  expect(tallyFaults(operations, [told, raised]).lost).toEqual([
    'faults/reset/agents.upsert · node on sqlite+memory',
  ])
  expect(tallyFaults(operations, [run('orgs.bootstrap', {}, 0)]).lost).toHaveLength(1)
})

test('what is no crossing of an operation with a fault is not counted', () => {
  const other = { ...run('agents.upsert', {}), scenario: 'responses/success/agents.upsert' }
  expect(tallyFaults(operations, [other]).cases).toBe(0)
})
