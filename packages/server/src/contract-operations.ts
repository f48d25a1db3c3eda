import {
  type EventName,
  type EventPayloads,
  type OperationId,
  type OperationMap,
  type OperationRow,
  operations,
} from '@coxswain/contract'
import { requestValidators, responseValidators } from '@coxswain/contract/validators'
import type { BeforeContext, CallerOf, ContextOf } from './context.ts'
import type { StreamSource } from './http/open-stream.ts'
import type { Operation } from './operation.ts'

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

type InputFor<Id extends OperationId> = Pick<OperationMap[Id], 'path' | 'query' | 'body'>

/** A stream's handler returns its chunks as they come; nothing of them is checked. */
type OutputFor<Id extends OperationId> = Rows[Id] extends { streaming: 'sse' }
  ? StreamSource
  : OperationMap[Id]['output']

/** What the contract asks of the code behind one operation. */
export type Handler<Id extends OperationId> = (
  input: InputFor<Id>,
  context: ContextFor<Id>,
) => OutputFor<Id> | Promise<OutputFor<Id>>

/** What runs before a unit of work, and may wait. */
type BeforeStage<Id extends OperationId> = (
  input: InputFor<Id>,
  context: BeforeContext<CallerOf<Rows[Id]>>,
) => Promise<unknown>

type PreparedBy<Before> = Before extends (...given: never) => Promise<infer Prepared>
  ? Prepared
  : undefined

/** A handler with something to wait for before its unit of work begins. */
export interface StagedHandler<
  Id extends OperationId,
  Before extends BeforeStage<Id> | undefined = BeforeStage<Id> | undefined,
> {
  /** `undefined` where nothing has to wait: to rule out a replay first costs a look-up. */
  readonly before: Before
  handle(
    input: InputFor<Id>,
    context: ContextFor<Id>,
    prepared: PreparedBy<Before>,
  ): OutputFor<Id> | Promise<OutputFor<Id>>
}

/**
 * A handler in two stages: `before` runs once a replay is ruled out, before the unit of work and
 * outside of it, and hands what it found to `handle`.
 */
export function staged<Id extends OperationId, Before extends BeforeStage<Id> | undefined>(
  stages: StagedHandler<Id, Before>,
): StagedHandler<Id> {
  return stages as StagedHandler<Id>
}

/** Handlers by operation. A module names the operations that it answers for. */
export type Handlers<Id extends OperationId = OperationId> = {
  readonly [Key in Id]: Handler<Key> | StagedHandler<Key>
}

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
      ...stagesOf(handlers[id]),
    })
  })
}

/** The validators make the input and the row's own fields choose the context, as the types promise. */
function stagesOf(handler: unknown): Pick<Operation, 'before' | 'handle'> {
  return typeof handler === 'function'
    ? { handle: handler as Operation['handle'] }
    : (handler as Pick<Operation, 'before' | 'handle'>)
}
