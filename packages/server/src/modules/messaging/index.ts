import { contractOperations } from '../../contract-operations.ts'
import { defineModule, type Module } from '../../module.ts'
import { messagingHandlers } from './handlers.ts'
import { messagingMigrations } from './migrations/index.ts'

export type MessagingOperation = keyof typeof messagingHandlers

/** What agents say to each other. */
export function createMessaging(): Module {
  return defineModule({
    name: 'messaging',
    operations: contractOperations(messagingHandlers),
    migrations: messagingMigrations,
  })
}
