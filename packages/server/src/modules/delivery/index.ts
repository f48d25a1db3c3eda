import type { Broker, BrokerOptions } from '@coxswain/broker'
import { contractOperations } from '../../contract-operations.ts'
import { defineModule, type Module, type ModuleServices } from '../../module.ts'
import type { StreamOptions } from '../../server-options.ts'
import { parseEventId } from '../../store/event-id.ts'
import { deliveryHandlers } from './handlers.ts'
import { type Delivery, openDelivery } from './open-delivery.ts'

export type DeliveryOperation = keyof ReturnType<typeof deliveryHandlers>

export interface DeliveryOptions {
  readonly broker?: Broker | BrokerOptions | undefined
  readonly stream?: StreamOptions | undefined
}

const isEventId = (orgId: string, cursor: string) => parseEventId(orgId, cursor) !== null

/** How the log leaves the server. Its cursors are event ids, which the log itself judges. */
export function createDelivery({ broker, stream }: DeliveryOptions): Module {
  let opened: (Delivery & Pick<ModuleServices, 'timers'>) | null = null
  const delivery = () => {
    if (opened === null) throw new TypeError('the server of this module is not open')
    return opened
  }
  const operations = contractOperations(deliveryHandlers({ ...stream, delivery }))
  return defineModule({
    name: 'delivery',
    operations: operations.map((operation) =>
      operation.paginated ? { ...operation, ownCursor: isEventId } : operation,
    ),
    workers: [{ name: 'delivery.relay', everyMs: 1000, run: () => delivery().sweep() }],
    streamAuthenticator: { verify: (token) => delivery().tokens.verify(token) },
    async open(services) {
      opened = { ...(await openDelivery(services, broker)), timers: services.timers }
      return opened
    },
  })
}
