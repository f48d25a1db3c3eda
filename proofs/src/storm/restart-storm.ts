import type { Fault } from '../faults/fault.ts'
import type { Random } from '../random.ts'
import { judgeTwins } from './judge-twins.ts'
import { createStorm } from './storm.ts'
import { openStage } from './storm-stage.ts'

/** Twins before, while and after a server stops and another one takes over its database. */
export async function runRestartStorm(
  name: string,
  given: {
    readonly path: string
    readonly fault: Fault | null
    readonly twins: number
    readonly random: Random
  },
): Promise<string[]> {
  const { path, fault, twins, random } = given
  const storm = createStorm(name, random)
  const before = await openStage({ path, fault })
  const running = storm.sendAll(before.api, twins)
  const stopping = before.stop()
  const refused = storm.sendAll(before.api, twins)
  const early = [...(await running), ...(await refused)]
  await stopping
  const after = await openStage({ path, fault, token: before.api.token })
  const late = await storm.sendAll(after.api, twins)
  await after.stop()
  return judgeTwins([...early, ...late], {
    fresh: 1,
    refused: { not_ready: 'any', store_unavailable: 'any' },
  })
}
