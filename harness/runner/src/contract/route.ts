import type { Operation } from './operation.ts'

/** Finds the operation that a request reached, under `/api/v1`, `/api` or the root. */
export class Routes {
  readonly #entries: { operation: Operation; pattern: RegExp }[]

  constructor(operations: readonly Operation[]) {
    this.#entries = operations
      .map((operation) => ({ operation, pattern: toPattern(operation.path) }))
      // A literal segment wins over a parameter.
      .sort((a, b) => a.operation.pathParams.length - b.operation.pathParams.length)
  }

  find(method: string, target: string): Operation | undefined {
    const path = target.split('?', 1)[0] as string
    return this.#entries.find(
      ({ operation, pattern }) => operation.method === method && pattern.test(path),
    )?.operation
  }
}

function toPattern(path: string): RegExp {
  const parts = path.split(/\{[^}]+\}/).map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&'))
  return new RegExp(`^(?:/api/v1|/api|)${parts.join('[^/]+')}$`)
}
