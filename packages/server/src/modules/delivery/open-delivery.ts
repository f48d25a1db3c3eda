import {
  type Broker,
  type BrokerOptions,
  createBroker,
  createRelay,
  type Head,
  type RelayProblem,
  type RelaySource,
} from '@coxswain/broker'
import type { ModuleLife, ModuleServices } from '../../module.ts'
import { createLogSource } from './log-source.ts'
import { StreamTokens } from './stream-token.ts'

/** What the module works with while its server is open. */
export interface Delivery extends Required<ModuleLife> {
  readonly broker: Broker
  readonly source: RelaySource
  readonly tokens: StreamTokens
  /** Passes on whatever the log has and the broker has not, and tells how much that was. */
  sweep(): Promise<void>
}

const pageSize = 500

/** Joins the log with the broker. A broker that was handed over is left open at the end. */
export async function openDelivery(
  services: ModuleServices,
  given: Broker | BrokerOptions | undefined,
): Promise<Delivery> {
  const { store, clock, log, metrics, secret } = services
  const source = createLogSource(store)
  const own = given === undefined || !isBroker(given)
  const broker = own ? createBroker({ clock, ...given }) : given
  const relay = createRelay({
    source,
    broker,
    onProblem({ kind, orgId, error }: RelayProblem) {
      metrics.relayProblem(kind)
      log.error({ org_id: orgId, kind, err: error }, 'the relay met a problem')
    },
  })
  await relay.sweep()
  return {
    broker,
    source,
    tokens: new StreamTokens(await secret('stream_tokens'), clock),
    async sweep() {
      metrics.relayBehind(await countBehind(source, broker))
      await relay.sweep()
    },
    committed: (orgId) => relay.wake(orgId),
    drain: () => relay.sweep(),
    async close() {
      await relay.stop()
      if (own) await broker.close()
    },
  }
}

function isBroker(given: Broker | BrokerOptions): given is Broker {
  return 'subscribe' in given
}

/** Events that are committed and that the broker lacks. */
async function countBehind(source: RelaySource, broker: Broker): Promise<number> {
  let behind = 0
  for (let after: string | null = null; ; ) {
    const heads: readonly Head[] = await source.heads({ after, limit: pageSize })
    const held = await broker.head(heads.map(({ orgId }) => orgId))
    const seqs = new Map(heads.map(({ orgId, seq }) => [orgId, seq]))
    for (const { orgId, seq } of held) behind += Math.max(0, (seqs.get(orgId) ?? 0) - seq)
    after = heads.at(-1)?.orgId ?? null
    if (heads.length < pageSize) return behind
  }
}
