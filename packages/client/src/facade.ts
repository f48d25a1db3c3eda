import { type Operation, type OperationTable, parseOperation } from './operation.ts'

/** Calls an operation with what the caller passed to its method. */
export type Invoke = (operation: Operation, args: readonly unknown[]) => unknown

/**
 * Gives every instance of a class one property per resource. Getters on the prototype: a client
 * costs nothing for the resources that it does not use, and a resource is made once per client.
 */
export function defineResources<T extends object>(
  prototype: T,
  table: OperationTable,
  invokeOf: (client: T) => Invoke,
): void {
  for (const resource of Object.keys(table))
    Object.defineProperty(prototype, resource, {
      configurable: true,
      get(this: T) {
        const value = createResource(resource, table, invokeOf(this))
        Object.defineProperty(this, resource, { value, enumerable: true })
        return value
      },
    })
}

function createResource(resource: string, table: OperationTable, invoke: Invoke): object {
  const methods: Record<string, (...args: unknown[]) => unknown> = {}
  for (const [method, row] of Object.entries(table[resource] ?? {})) {
    const operation = parseOperation(resource, method, row)
    methods[method] = (...args) => invoke(operation, args)
    // A long poll can also be repeated until it has an answer.
    if (operation.waits)
      methods[`${method}For`] = (...args) => invoke({ ...operation, endless: true }, args)
  }
  return Object.freeze(methods)
}
