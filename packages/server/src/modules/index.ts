import type { OperationId } from '@coxswain/contract'
import type { Clock } from '../clock.ts'
import type { Module } from '../module.ts'
import type { Timers } from '../timers.ts'
import { createDelivery, type DeliveryOperation, type DeliveryOptions } from './delivery/index.ts'
import {
  createGovernance,
  type GovernanceOperation,
  type GuardOptions,
} from './governance/index.ts'
import { createIdentity, type IdentityOperation } from './identity/index.ts'
import { createKnowledge, type KnowledgeOperation } from './knowledge/index.ts'
import { createMessaging, type MessagingOperation } from './messaging/index.ts'
import { createOps, type OpsOperation } from './ops/index.ts'
import { createTeam, type TeamOperation } from './team/index.ts'

/** An operation of the contract that no module answers; it must be `never`. */
type Unanswered = Exclude<
  OperationId,
  | IdentityOperation
  | TeamOperation
  | GovernanceOperation
  | KnowledgeOperation
  | MessagingOperation
  | DeliveryOperation
  | OpsOperation
>

type Complete<Missing extends never> = [Missing] extends [never] ? readonly Module[] : never

/** What the modules of the contract take over from the server's options. */
export interface BuiltInOptions extends DeliveryOptions {
  readonly clock: Clock
  readonly timers: Timers
  readonly guard?: GuardOptions | undefined
}

/** The modules of the contract. A new operation without a handler is a compile error here. */
export function builtInModules(options: BuiltInOptions): Complete<Unanswered> {
  const { clock, timers, guard = {}, broker, stream, webhooks, deliveryDays } = options
  return [
    createIdentity(clock),
    createTeam(),
    createGovernance({ ...guard, timers }),
    createKnowledge(),
    createMessaging(),
    createDelivery({ broker, stream, webhooks, deliveryDays }),
    createOps(),
  ]
}
