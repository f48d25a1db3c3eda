import type { ModuleServices, Worker } from '../../../module.ts'
import { systemScope } from '../../../store/unit-of-work.ts'
import { Courier } from './courier.ts'
import { Sender } from './sender.ts'
import {
  deliveryBatch,
  listTrimmableDeliveries,
  trimDeliveries,
} from './webhook-delivery-repository.ts'
import type { WebhookOptions } from './webhook-options.ts'
import { SecretBox } from './webhook-secret.ts'

/** What webhooks work with while their server is open. */
export interface Webhooks {
  readonly box: SecretBox
  readonly courier: Courier
  close(): Promise<void>
}

const defaultTimeoutMs = 15_000
/** Beyond the answer, an attempt has this long to be written down. */
const leaseMarginMs = 45_000
const dayMs = 24 * 60 * 60 * 1000

export async function openWebhooks(
  { store, clock, ids, log, timers, secret }: ModuleServices,
  options: WebhookOptions,
): Promise<Webhooks> {
  const { timeoutMs = defaultTimeoutMs, random = Math.random, resolve, connect } = options
  const allowPrivate = options.allowPrivateTargets ?? false
  const box = new SecretBox(await secret('webhooks'))
  const sender = new Sender({ allowPrivate, timeoutMs, resolve, connect, timers })
  const leaseMs = timeoutMs + leaseMarginMs
  const courier = new Courier({ store, clock, ids, log, sender, box, random, leaseMs })
  return {
    box,
    courier,
    async close() {
      await courier.close()
      await sender.close()
    },
  }
}

/** Old deliveries leave org by org, in units short enough for others to get in between. */
export function trimWebhookDeliveries(days: number): Worker {
  const name = 'delivery.webhook_retention'
  return {
    name,
    everyMs: 60_000,
    async run({ store, clock, orgId: only }) {
      const before = (orgId: string | null) => clock.now(orgId) - days * dayMs
      const orgs =
        only === undefined
          ? await store.read(systemScope(name), (unit) =>
              listTrimmableDeliveries(unit, before(null)),
            )
          : [only]
      for (const orgId of orgs) {
        const trim = () =>
          store.write(systemScope(name, orgId), (unit) =>
            trimDeliveries(unit, orgId, before(orgId)),
          )
        while ((await trim()) === deliveryBatch);
      }
    },
  }
}
