import type { Artifact } from '../contract/artifact.ts'
import { Conformance } from '../contract/conformance.ts'
import type { Operation } from '../contract/operation.ts'
import { Routes } from '../contract/route.ts'
import type { ReferenceServer } from '../server/reference-server.ts'

/** What all runs share. */
export interface Stage {
  server: ReferenceServer
  operations: ReadonlyMap<string, Operation>
  routes: Routes
  conformance: Conformance
}

/** A server with what its contract says, for runs to be played on. */
export function createStage(
  artifact: Artifact,
  operations: readonly Operation[],
  server: ReferenceServer,
): Stage {
  const routes = new Routes(operations)
  return {
    server,
    routes,
    operations: new Map(operations.map((operation) => [operation.id, operation])),
    conformance: new Conformance(artifact, routes),
  }
}
