import type { OperationId } from '@coxswain/contract'
import type { Clock } from '../clock.ts'
import type { Module } from '../module.ts'
import { createDelivery, type DeliveryOperation } from './delivery/index.ts'
import { createIdentity, type IdentityOperation } from './identity/index.ts'
import { createOps, type OpsOperation } from './ops/index.ts'

/** An operation of the contract that no module answers; it must be `never`. */
type Unanswered = Exclude<OperationId, IdentityOperation | DeliveryOperation | OpsOperation>

type Complete<Missing extends never> = [Missing] extends [never] ? readonly Module[] : never

/** What the modules of the contract take over from the server's options. */
export interface BuiltInOptions {
  readonly clock: Clock
}

/** The modules of the contract. A new operation without a handler is a compile error here. */
export function builtInModules({ clock }: BuiltInOptions): Complete<Unanswered> {
  return [createIdentity(clock), createDelivery(), createOps()]
}
