import { has, type Operation, type OperationTable, parseOperation } from './operation.ts'

/** Calls an operation with what the caller passed to its method. */
export type Invoke = (operation: Operation, args: readonly unknown[]) => unknown

type Methods = Record<string, (...args: unknown[]) => unknown>

export function parseTable(table: OperationTable): readonly Operation[] {
  return Object.entries(table).flatMap(([resource, rows]) =>
    rows.split(',').map((row) => parseOperation(resource, row)),
  )
}

/** One frozen object of methods per resource. */
export function createResources(operations: readonly Operation[], invoke: Invoke): object {
  const resources: Record<string, Methods> = {}
  for (const operation of operations) {
    const [resource = '', name = ''] = operation.id.split('.')
    resources[resource] ??= {}
    const methods = resources[resource]
    methods[name] = (...args) => invoke(operation, args)
    // A long poll can also be repeated until it has an answer.
    if (has(operation, 'w'))
      methods[`${name}For`] = (...args) =>
        invoke({ ...operation, flags: `${operation.flags}e` }, args)
  }
  for (const methods of Object.values(resources)) Object.freeze(methods)
  return resources
}
