export type { Broker, SubscribeOptions, Subscription } from './broker.ts'
export { BrokerError, type BrokerErrorCode } from './broker-error.ts'
export { type Clock, systemClock } from './clock.ts'
export { type BrokerOptions, createBroker } from './create-broker.ts'
export { createRelay, type Relay, type RelayOptions, type RelayProblem } from './create-relay.ts'
export type { Delivery, EventDelivery, ResetDelivery, ResetReason } from './delivery.ts'
export { beginningId, type EventPosition, eventId, parseEventId } from './event-id.ts'
export type {
  CursorState,
  EventSource,
  HeadsQuery,
  ReadQuery,
  RelaySource,
  SourceHead,
} from './event-source.ts'
export type { Health } from './health.ts'
export type { NewEvent } from './new-event.ts'
export type { HistoryQuery, Page } from './page.ts'
export type { Head, Position } from './position.ts'
export type { PublishResult, PublishStatus } from './publish-result.ts'
