import { eventHandlers } from './event-handlers.ts'
import { type StreamHandlersOptions, streamHandlers } from './stream-handlers.ts'

export function deliveryHandlers(options: StreamHandlersOptions) {
  return { ...eventHandlers, ...streamHandlers(options) }
}
