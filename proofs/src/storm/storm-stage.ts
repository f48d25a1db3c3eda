import { type Api, createApi, createOrg } from '@coxswain/server/testing'
import type { Fault } from '../faults/fault.ts'
import { bootstrapToken, openSubject } from '../faults/open-subject.ts'
import { agentId } from '../load/org.ts'
import { stormOf } from './storm.ts'

/** A server in this process that does to storms what it is told to. */
export interface StormStage {
  readonly api: Api
  /** So many units of a storm fail right before their COMMIT. */
  fail(storm: string, units: number): void
  /** Holds the first twin of a storm, its key claimed, until the returned function is called. */
  hold(storm: string): { readonly entered: Promise<void>; release(): void }
  stop(): Promise<void>
}

interface StageOptions {
  readonly path: string
  readonly fault: Fault | null
  readonly idempotencyWaitMs?: number
  /** Of an org that is there already. */
  readonly token?: string | null
}

export async function openStage(options: StageOptions): Promise<StormStage> {
  const { path, fault, idempotencyWaitMs = 60_000, token } = options
  const failing = new Map<string, number>()
  const held = new Map<string, { enter(): void; released: Promise<void> }>()
  const { server } = await openSubject(
    {
      database: `sqlite:${path}`,
      limits: { idempotencyWaitMs },
      hooks: {
        async beforeHandler({ requestId }) {
          const storm = stormOf(requestId)
          const hold = held.get(storm)
          held.delete(storm)
          hold?.enter()
          await hold?.released
        },
        beforeCommit({ requestId }) {
          const storm = stormOf(requestId)
          const left = failing.get(storm) ?? 0
          if (left === 0) return
          failing.set(storm, left - 1)
          throw new Error('planted fault')
        },
      },
    },
    fault,
  )
  return {
    api: token ? createApi(server, token) : await openOrg(server),
    fail: (storm, units) => failing.set(storm, units),
    hold(storm) {
      const entered = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      held.set(storm, { enter: entered.resolve, released: released.promise })
      return { entered: entered.promise, release: released.resolve }
    },
    stop: () => server.stop(),
  }
}

async function openOrg(server: Parameters<typeof createOrg>[0]): Promise<Api> {
  const org = await createOrg(server, bootstrapToken)
  ;(await org.call('agents.upsert', { path: { agent_id: agentId }, body: {} })).ok()
  return org
}
