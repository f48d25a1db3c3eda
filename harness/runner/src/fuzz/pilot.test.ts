import { afterAll, beforeAll, expect, test } from 'vitest'
import { readArtifact } from '../contract/artifact.ts'
import { harnessPath } from '../paths.ts'
import { runScenario } from '../run/run-scenario.ts'
import { compileSchema } from '../scenario/load.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { openStage } from '../testing/open-stage.ts'
import { Pilot, type Sequence } from './pilot.ts'

let bench: Awaited<ReturnType<typeof openStage>>
let pilot: Pilot

beforeAll(async () => {
  bench = await openStage()
  pilot = new Pilot(readArtifact(), [...bench.stage.operations.values()])
}, 60_000)

afterAll(() => bench.close())

async function fly(seed: number, number: number): Promise<Sequence> {
  const sequence = pilot.begin(seed, number)
  const { stage, driver } = bench
  const { scenario, draw: steps } = sequence
  await runScenario({ stage, scenario, subject: 'node', driver, alone: false, steps })
  return sequence
}

test('a seed and a number draw the same again, and no others do', async () => {
  const [one, same, other, seeded] = await Promise.all([fly(1, 3), fly(1, 3), fly(1, 4), fly(2, 3)])
  expect(one?.calls.length).toBeGreaterThanOrEqual(6)
  expect(same).toEqual({ ...one, draw: expect.any(Function) })
  expect(other?.scenario.steps).not.toEqual(one?.scenario.steps)
  expect(seeded?.scenario.steps).not.toEqual(one?.scenario.steps)
})

test('what was drawn is a scenario, and holds when it is played again', async () => {
  const check = compileSchema(harnessPath('scenarios/scenario.schema.json'))
  for (let number = 1; number <= 8; number += 1) {
    const { scenario } = await fly(9, number)
    const { id: _, domain: __, ...file } = scenario
    const [mistake] = check({ ...file, proves: ['agents.get 200'], expect: { ledger: {} } })
    expect(mistake).toBeUndefined()
    const again: Scenario = { ...scenario, id: `fuzz/again-${number}` }
    const { stage, driver } = bench
    const run = { stage, scenario: again, subject: 'node', driver, alone: true }
    expect((await runScenario(run)).failures).toEqual([])
  }
})
