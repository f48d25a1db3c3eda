import type { Migration } from '../../../store/migrator.ts'
import { messages } from './0001-messages.ts'

export const messagingMigrations: readonly Migration[] = [messages]
