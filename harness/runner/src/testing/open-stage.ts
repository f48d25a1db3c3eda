import { readArtifact } from '../contract/artifact.ts'
import { readOperations } from '../contract/operation.ts'
import { createStage, type Stage } from '../run/stage.ts'
import { ReferenceServer } from '../server/reference-server.ts'
import { DriverProcess } from '../subject/driver-process.ts'
import { subjects } from '../subject/subjects.ts'

/** A server and the driver for Node, as a test of runs needs them. */
export async function openStage(): Promise<{
  stage: Stage
  driver: DriverProcess
  close: () => Promise<void>
}> {
  const artifact = readArtifact()
  const node = subjects().find(({ id }) => id === 'node')
  if (!node) throw new Error('there is no driver for Node')
  const server = await ReferenceServer.start(() => undefined)
  const driver = await DriverProcess.start(node.driver)
  return {
    stage: createStage(artifact, readOperations(artifact), server),
    driver,
    close: async () => {
      await driver.shutdown()
      await server.stop()
    },
  }
}
