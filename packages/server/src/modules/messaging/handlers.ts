import { messageHandlers } from './message-handlers.ts'
import { messageThreadHandlers } from './message-thread-handlers.ts'

export const messagingHandlers = { ...messageHandlers, ...messageThreadHandlers }
