import { contractOperations } from '../../contract-operations.ts'
import { defineModule, type Module } from '../../module.ts'
import { deliveryHandlers } from './handlers.ts'

export type DeliveryOperation = keyof typeof deliveryHandlers

/** How the log leaves the server. Its cursors are event ids, which the log itself judges. */
export function createDelivery(): Module {
  const operations = contractOperations(deliveryHandlers)
  return defineModule({
    name: 'delivery',
    operations: operations.map((operation) => ({ ...operation, ownCursor: true })),
  })
}
