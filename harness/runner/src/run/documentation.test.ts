import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readArtifact } from '../contract/artifact.ts'
import { Conformance } from '../contract/conformance.ts'
import { readOperations } from '../contract/operation.ts'
import { Routes } from '../contract/route.ts'
import { harnessPath, repositoryPath } from '../paths.ts'
import { loadScenarios } from '../scenario/load.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { ReferenceServer } from '../server/reference-server.ts'
import { DriverProcess } from '../subject/driver-process.ts'
import { subjects } from '../subject/subjects.ts'
import { runScenario } from './run-scenario.ts'

const artifact = readArtifact()
const operations = readOperations(artifact)

/** The scenarios that docs/harness.md shows. */
function readExamples(): Scenario[] {
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
    operations,
    behaviours: artifact['x-behaviour'].rows,
    transitions: artifact['x-transitions'],
  })
}

test('the scenarios of the documentation are valid and pass', async () => {
  const examples = readExamples()
  expect(examples.length).toBeGreaterThanOrEqual(3)
  const node = subjects().find(({ id }) => id === 'node')
  if (!node) throw new Error('there is no driver for Node')
  const server = await ReferenceServer.start(() => undefined)
  const driver = await DriverProcess.start(node.driver)
  const routes = new Routes(operations)
  const stage = {
    server,
    routes,
    operations: new Map(operations.map((operation) => [operation.id, operation])),
    conformance: new Conformance(artifact, routes),
  }
  try {
    for (const scenario of examples) {
      const { failures } = await runScenario({
        stage,
        scenario,
        subject: 'node',
        driver,
        alone: true,
      })
      expect({ scenario: scenario.title, failures }).toEqual({
        scenario: scenario.title,
        failures: [],
      })
    }
  } finally {
    await driver.shutdown()
    await server.stop()
  }
})
