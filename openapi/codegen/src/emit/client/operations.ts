import type { Model, Operation } from '../../read/model.ts'
import { snakeCase } from '../names.ts'
import { file } from '../text.ts'
import { header, key, quote } from '../typescript/syntax.ts'

/**
 * packages/client/src/gen/operations.ts: one string per resource, because a hundred rows of text
 * compress to a fraction of what a hundred object literals cost.
 */
export function emitClientOperations(model: Model): string {
  const resources = model.resources.map(({ name, operations }) => {
    return `  ${key(name)}: ${quote(operations.map(clientRow).join(','))},`
  })
  return file(
    header,
    "import type { OperationTable } from '../operation.ts'",
    '',
    'export const operations: OperationTable = {',
    resources,
    '}',
  )
}

/** What most operations are; the runtime takes a method that stands alone for it. */
const usual = 'POST /{id}~ bo'

/** `method METHOD path flags`, in the order of flags that the runtime documents. */
function clientRow(operation: Operation): string {
  const flags = [
    operation.body === null ? '' : 'b',
    operation.queryParams.length > 0 ? 'q' : '',
    operation.security === 'none' ? 'u' : '',
    operation.deprecated ? 'd' : '',
    operation.wait === null ? '' : 'w',
    resultKind(operation),
  ].join('')
  const row = `${operation.httpMethod} ${shortPath(operation)} ${flags}`
  return row === usual ? operation.method : `${operation.method} ${row}`
}

/**
 * The path without what the names of its resource and method say: the resource's own path goes
 * without saying, `=` begins a path that is not below it, `~` is a slash and the method.
 */
function shortPath({ resource, method, path }: Operation): string {
  const base = `/${snakeCase(resource).replaceAll('_', '-')}`
  const isBelow = path === base || path.startsWith(`${base}/`)
  const rest = isBelow ? path.slice(base.length) : `=${path}`
  const named = rest.endsWith(`/${method}`) ? `${rest.slice(0, -method.length - 1)}~` : rest
  return named.replaceAll(/\{[^}]+\}/g, '{id}')
}

function resultKind(operation: Operation): 'n' | 't' | 'p' | 'o' | 's' {
  if (operation.stream !== null) return 's'
  if (operation.success.mediaType === null) return 'n'
  if (operation.success.component === null) return 't'
  return operation.pageItem === null ? 'o' : 'p'
}
