import { contractOperations } from '../../contract-operations.ts'
import { defineModule, type Module } from '../../module.ts'
import { parseEventId } from '../../store/event-id.ts'
import { deliveryHandlers } from './handlers.ts'

export type DeliveryOperation = keyof typeof deliveryHandlers

const isEventId = (orgId: string, cursor: string) => parseEventId(orgId, cursor) !== null

/** How the log leaves the server. Its cursors are event ids, which the log itself judges. */
export function createDelivery(): Module {
  const operations = contractOperations(deliveryHandlers)
  return defineModule({
    name: 'delivery',
    operations: operations.map((operation) => ({ ...operation, ownCursor: isEventId })),
  })
}
