import { actionHandlers } from './action-handlers.ts'
import { approvalHandlers } from './approval-handlers.ts'
import { assumptionHandlers } from './assumption-handlers.ts'
import type { Guard } from './guard.ts'
import { guardHandlers } from './guard-handlers.ts'
import { policyHandlers } from './policy-handlers.ts'
import { policyTransferHandlers } from './policy-transfer-handlers.ts'
import { signalHandlers } from './signals/signal-handlers.ts'
import { statsHandlers } from './stats-handlers.ts'
import { traceHandlers } from './trace-handlers.ts'

export function governanceHandlers(guard: Guard) {
  return {
    ...guardHandlers(guard),
    ...policyHandlers,
    ...policyTransferHandlers,
    ...actionHandlers(guard),
    ...traceHandlers,
    ...statsHandlers,
    ...approvalHandlers(guard),
    ...assumptionHandlers,
    ...signalHandlers,
  }
}
