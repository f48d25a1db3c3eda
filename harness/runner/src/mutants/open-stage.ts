import { type Artifact, readArtifact } from '../contract/artifact.ts'
import { Conformance } from '../contract/conformance.ts'
import { readOperations } from '../contract/operation.ts'
import { Routes } from '../contract/route.ts'
import { harnessPath } from '../paths.ts'
import type { Stage } from '../run/stage.ts'
import { loadScenarios } from '../scenario/load.ts'
import { readRules } from '../scenario/rules.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { ReferenceServer } from '../server/reference-server.ts'

export interface Ground {
  artifact: Artifact
  scenarios: readonly Scenario[]
  openStage: () => Promise<Stage>
}

/** What every run of mutants stands on: the contract, the scenarios, and a server as it is. */
export function readGround(): Ground {
  const artifact = readArtifact()
  const operations = readOperations(artifact)
  const routes = new Routes(operations)
  const scenarios = loadScenarios({
    folder: harnessPath('scenarios'),
    operations,
    behaviours: artifact['x-behaviour'].rows,
    transitions: artifact['x-transitions'],
    rules: readRules(),
  })
  const openStage = async () => ({
    server: await ReferenceServer.start(() => undefined),
    operations: new Map(operations.map((operation) => [operation.id, operation])),
    routes,
    conformance: new Conformance(artifact, routes),
  })
  return { artifact, scenarios, openStage }
}
