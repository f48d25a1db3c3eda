import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readArtifact } from '../contract/artifact.ts'
import { readOperations } from '../contract/operation.ts'
import { harnessPath, repositoryPath } from '../paths.ts'
import { loadScenarios } from '../scenario/load.ts'
import { readRules } from '../scenario/rules.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { openStage } from '../testing/open-stage.ts'
import { runScenario } from './run-scenario.ts'

/** The scenarios that docs/harness.md shows. */
function readExamples(): Scenario[] {
  const artifact = readArtifact()
  const folder = mkdtempSync(join(tmpdir(), 'documented-'))
  mkdirSync(join(folder, 'docs'))
  for (const name of ['providers.yaml', 'scenario.schema.json']) {
    cpSync(harnessPath('scenarios', name), join(folder, name))
  }
  const text = readFileSync(repositoryPath('docs/harness.md'), 'utf8')
  for (const [index, [, yaml]] of [...text.matchAll(/```yaml\n(.*?)```/gs)].entries()) {
    writeFileSync(join(folder, `docs/example-${index}.yaml`), yaml as string)
  }
  return loadScenarios({
    folder,
    operations: readOperations(artifact),
    behaviours: artifact['x-behaviour'].rows,
    transitions: artifact['x-transitions'],
    rules: readRules(),
  })
}

test('the scenarios of the documentation are valid and pass', async () => {
  const examples = readExamples()
  expect(examples.length).toBeGreaterThanOrEqual(3)
  const { stage, driver, close } = await openStage()
  try {
    for (const scenario of examples) {
      const run = { stage, scenario, subject: 'node', driver, alone: true }
      const { failures } = await runScenario(run)
      expect({ of: scenario.title, failures }).toEqual({ of: scenario.title, failures: [] })
    }
  } finally {
    await close()
  }
})
