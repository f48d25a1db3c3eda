export { type EventPosition, eventId, parseEventId } from '@coxswain/broker'
