import { issueItems } from '@coxswain/contract/validators'
import type { ZodType } from 'zod'
import { CoxswainError, type ProblemItem } from '../coxswain-error.ts'
import type { Operation, OperationInput } from '../operation.ts'

/** A request before it is checked. `body` is `undefined` where there was none. */
export interface RawInput {
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: unknown
}

/** Checks all parts of a request at once, so that the caller reads everything that is wrong. */
export function validate(operation: Operation, raw: RawInput): OperationInput {
  const { request } = operation
  const errors: ProblemItem[] = []
  const check = (schema: ZodType | undefined, value: unknown, prefix: string): unknown => {
    if (schema === undefined) return value
    const result = schema.safeParse(value)
    if (result.success) return result.data
    errors.push(...issueItems(result.error, value, prefix))
    return value
  }
  const path = check(request.path, raw.path, '#/path') as OperationInput['path']
  const query = check(request.query, queryValues(raw.query), '#/query') as OperationInput['query']
  if (request.query === undefined) errors.push(...unknownParameters(raw.query))
  const body = check(request.body, raw.body, '')
  if (errors.length > 0) throw invalid(errors)
  return { path, query, body }
}

/** A name that is sent once is text, one that is repeated a list. */
function queryValues(query: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(query.keys())]
  const entries = names.map((name): [string, string | string[]] => {
    const values = query.getAll(name)
    return [name, values.length === 1 ? (values[0] ?? '') : values]
  })
  return Object.fromEntries(entries)
}

function unknownParameters(query: URLSearchParams): ProblemItem[] {
  return [...new Set(query.keys())].map((name) => ({
    pointer: `#/query/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    code: 'unknown_field',
    message: 'is not a parameter that this operation knows',
  }))
}

function invalid(errors: readonly ProblemItem[]): CoxswainError {
  const onlyUnknown = errors.every(({ code }) => code === 'unknown_field')
  const code = onlyUnknown ? 'unknown_field' : 'validation_failed'
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return new CoxswainError(code, { detail: `${describe(errors[0])}${more}`, errors })
}

function describe(item: ProblemItem | undefined): string {
  if (item === undefined) return 'the request does not match its schema'
  const { pointer, message } = item
  if (pointer === '') return `the body ${message}`
  const name = pointer.replace(/^(#\/(path|query|header))?\//, '').replaceAll('/', '.')
  return `\`${name}\` ${message}`
}
