import {
  type EventName,
  type EventPayloads,
  type OperationId,
  type OperationMap,
  type OperationRow,
  operations,
} from '@coxswain/contract'
import { requestValidators, responseValidators } from '@coxswain/contract/validators'
import type { AnyContext, ContextOf } from './context.ts'
import type { Operation, OperationInput } from './operation.ts'

type Rows = typeof operations

/** The log, with the payload that the contract has for each event. */
export interface ContractEvents {
  append<Name extends EventName>(
    event: Name,
    resourceId: string,
    payload: EventPayloads[Name],
  ): void
  /** Names the org of a unit that creates one. */
  adopt(orgId: string): void
}

type TypedEvents<Context> = Context extends { events: unknown }
  ? Omit<Context, 'events'> & { readonly events: ContractEvents }
  : Context

/** The context of a contract operation's handler. */
export type ContextFor<Id extends OperationId> = TypedEvents<ContextOf<Rows[Id]>>

/** What the contract asks of the code behind one operation. */
export type Handler<Id extends OperationId> = (
  input: Pick<OperationMap[Id], 'path' | 'query' | 'body'>,
  context: ContextFor<Id>,
) => OperationMap[Id]['output'] | Promise<OperationMap[Id]['output']>

/** Handlers by operation. A module names the operations that it answers for. */
export type Handlers<Id extends OperationId = OperationId> = { readonly [Key in Id]: Handler<Key> }

/** Joins the contract's rows and validators with the handlers of a module. */
export function contractOperations<Id extends OperationId>(handlers: Handlers<Id>): Operation[] {
  const ids = Object.keys(handlers) as Id[]
  return ids.map((id) => {
    const row: OperationRow = operations[id]
    const { path, query, body } = requestValidators[id]
    return Object.freeze({
      ...row,
      request: { path, query, body: body ?? undefined },
      response: responseValidators[id],
      // The validators above make the input; the row's own fields choose the context.
      handle: handlers[id] as unknown as (input: OperationInput, context: AnyContext) => unknown,
    })
  })
}
