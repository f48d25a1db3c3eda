import type { Operation } from '../contract/operation.ts'
import { requiredResponses } from '../contract/required-responses.ts'
import { type Fields, isFields, type Value } from '../expect/value.ts'
import { describeOperation, type Providers } from './providers.ts'
import type { ScenarioFile, Selection } from './scenario.ts'
import { fillIn, lookupIn } from './values.ts'

/** The operations that a template is for. */
export function select(selection: Selection, operations: readonly Operation[]): Operation[] {
  return operations.filter((operation) => {
    const facts: Record<keyof Selection, (wanted: never) => boolean> = {
      response: (status: number) => requiredResponses(operation).includes(status),
      operation: (id: string) => operation.id === id,
      security: (security: string) => operation.security === security,
      method: (methods: string[]) => methods.includes(operation.method),
      body: (wanted: boolean) => (operation.bodyExample !== undefined) === wanted,
      path: (wanted: boolean) => operation.pathParams.length > 0 === wanted,
      query: (wanted: boolean) => operation.queryParams.length > 0 === wanted,
      paginated: (wanted: boolean) => operation.paginated === wanted,
      streaming: (wanted: boolean) => operation.streaming === wanted,
      content: (wanted: boolean) => (operation.success.mediaType !== null) === wanted,
      code: (code: string) => operation.errors.some((error) => error.code === code),
      except: (ids: string[]) => !ids.includes(operation.id),
    }
    return Object.entries(selection).every(([name, wanted]) =>
      facts[name as keyof Selection](wanted as never),
    )
  })
}

/**
 * A template's copy for one operation: `${op.…}` filled in. A step's `path`, `body` or `query` whose
 * placeholder the operation has nothing for is left out; this is how one template serves operations
 * with and without a body.
 */
export function instantiate(
  file: ScenarioFile,
  operation: Operation,
  providers: Providers,
): ScenarioFile {
  const { for_each: _, ...rest } = file
  const lookup = lookupIn({ op: describeOperation(operation, providers) })
  const pruned = dropEmptySlots(rest as unknown as Value, lookup, operation)
  const filled = fillIn(pruned, lookup, (root) => root === 'op') as unknown as ScenarioFile
  const volatile = [
    ...(file.volatile ?? []),
    ...(providers.operations[operation.id]?.volatile ?? []),
  ]
  return volatile.length > 0 ? { ...filled, volatile } : filled
}

function dropEmptySlots(
  value: Value,
  lookup: (path: string[]) => Value | undefined,
  operation: Operation,
): Value {
  if (Array.isArray(value)) return value.map((item) => dropEmptySlots(item, lookup, operation))
  if (!isFields(value)) return value
  const kept: Fields = {}
  for (const [name, item] of Object.entries(value)) {
    const isSlot = ['path', 'body', 'query'].includes(name) && typeof item === 'string'
    const placeholder = isSlot ? /^\$\{(op\.[^{}]+)\}$/.exec(item)?.[1] : undefined
    if (placeholder !== undefined && lookup(placeholder.split('.')) === undefined) continue
    if (placeholder === 'op.query' && operation.queryParams.length === 0) continue
    kept[name] = dropEmptySlots(item, lookup, operation)
  }
  return kept
}
