export type { ErrorCodeRow } from './error-code.ts'
export type { EventTypeRow } from './event-type.ts'
export { behaviour } from './gen/behaviour.ts'
export { type ErrorCode, errorCodes } from './gen/errors.ts'
export {
  type Event,
  type EventName,
  type EventOf,
  type EventPayloads,
  events,
} from './gen/events.ts'
export type { OperationMap } from './gen/operation-types.ts'
export { type OperationId, operations } from './gen/operations.ts'
export { type RiskRuleId, riskTable } from './gen/risk.ts'
export { secretPatterns } from './gen/secrets.ts'
export { type TransitionId, transitions } from './gen/transitions.ts'
export type * from './gen/types.ts'
export type { OperationRow } from './operation.ts'
export type { RiskPattern, RiskRule, RiskTable } from './risk.ts'
export type { TransitionRow } from './transition.ts'
export type { Unrecognized, UnrecognizedTag } from './unrecognized.ts'
