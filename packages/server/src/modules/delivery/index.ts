import type { Broker, BrokerOptions } from '@coxswain/broker'
import { contractOperations } from '../../contract-operations.ts'
import { defineModule, type Module, type ModuleServices } from '../../module.ts'
import type { StreamOptions } from '../../server-options.ts'
import { parseEventId } from '../../store/event-id.ts'
import { deliveryHandlers } from './handlers.ts'
import { deliveryMigrations } from './migrations/index.ts'
import { type Delivery, openDelivery } from './open-delivery.ts'
import { openWebhooks, trimWebhookDeliveries, type Webhooks } from './webhooks/open-webhooks.ts'
import type { WebhookOptions } from './webhooks/webhook-options.ts'
import { createWebhookReader } from './webhooks/webhook-reader.ts'

export type { WebhookOptions } from './webhooks/webhook-options.ts'

export type DeliveryOperation = keyof ReturnType<typeof deliveryHandlers>

export interface DeliveryOptions {
  readonly broker?: Broker | BrokerOptions | undefined
  readonly stream?: StreamOptions | undefined
  readonly webhooks?: WebhookOptions | undefined
  /** Days that deliveries of webhooks are kept. */
  readonly deliveryDays?: number | undefined
}

interface Opened extends Delivery, Pick<ModuleServices, 'timers' | 'ids' | 'clock'> {
  readonly webhooks: Webhooks
}

const defaultMaxWebhooks = 50
const defaultDeliveryDays = 30

const isEventId = (orgId: string, cursor: string) => parseEventId(orgId, cursor) !== null

/** How the log leaves the server. Its cursors are event ids, which the log itself judges. */
export function createDelivery({
  broker,
  stream,
  webhooks = {},
  deliveryDays = defaultDeliveryDays,
}: DeliveryOptions): Module {
  let opened: Opened | null = null
  const delivery = () => {
    if (opened === null) throw new TypeError('the server of this module is not open')
    return opened
  }
  const operations = contractOperations(
    deliveryHandlers({
      stream: { ...stream, delivery },
      webhooks: {
        policy: { allowPrivate: webhooks.allowPrivateTargets ?? false },
        maxPerOrg: webhooks.maxPerOrg ?? defaultMaxWebhooks,
        box: () => delivery().webhooks.box,
      },
    }),
  )
  return defineModule({
    name: 'delivery',
    operations: operations.map((operation) =>
      operation.id === 'events.list' ? { ...operation, ownCursor: isEventId } : operation,
    ),
    migrations: deliveryMigrations,
    readers: [
      createWebhookReader({
        ids: () => delivery().ids,
        clock: () => delivery().clock,
        onWritten: (orgId) => delivery().webhooks.courier.wake(orgId),
      }),
    ],
    workers: [
      { name: 'delivery.relay', everyMs: 1000, run: () => delivery().sweep() },
      {
        name: 'delivery.webhooks',
        everyMs: 1000,
        run: (context) => delivery().webhooks.courier.run(context),
      },
      trimWebhookDeliveries(deliveryDays),
    ],
    streamAuthenticator: { verify: (token) => delivery().tokens.verify(token) },
    async open(services) {
      const { timers, ids, clock } = services
      const log = await openDelivery(services, broker)
      const sending = await openWebhooks(services, webhooks)
      opened = {
        ...log,
        timers,
        ids,
        clock,
        webhooks: sending,
        async drain() {
          await Promise.all([log.drain(), sending.courier.close()])
        },
        async close() {
          await sending.close()
          await log.close()
        },
      }
      return opened
    },
  })
}
