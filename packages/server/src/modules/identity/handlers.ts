import { agentHandlers } from './agent-handlers.ts'
import { apiKeyHandlers } from './api-key-handlers.ts'
import type { LastUsed } from './last-used.ts'
import { orgHandlers } from './org-handlers.ts'
import { sessionHandlers } from './session-handlers.ts'

export function identityHandlers(lastUsed: LastUsed) {
  return { ...orgHandlers, ...apiKeyHandlers(lastUsed), ...agentHandlers, ...sessionHandlers }
}
