import type { Model, Operation } from '../../read/model.ts'
import { file } from '../text.ts'
import { header, key, quote } from '../typescript/syntax.ts'

/**
 * packages/client/src/gen/operations.ts: one string per operation, because a hundred strings
 * compress to a fraction of what a hundred object literals cost.
 */
export function emitClientOperations(model: Model): string {
  const resources = model.resources.flatMap((resource) => [
    `  ${key(resource.name)}: {`,
    ...resource.operations.map((operation) => {
      return `    ${key(operation.method)}: ${quote(clientRow(operation))},`
    }),
    '  },',
  ])
  return file(
    header,
    "import type { OperationTable } from '../operation.ts'",
    '',
    'export const operations: OperationTable = {',
    resources,
    '}',
  )
}

/** `METHOD path flags[ Component]`, in the order of flags that the runtime documents. */
function clientRow(operation: Operation): string {
  const component = operation.stream?.event ?? operation.success.component
  const flags = [
    operation.body === null ? '' : 'b',
    operation.queryParams.length > 0 ? 'q' : '',
    operation.security === 'none' ? 'u' : '',
    operation.deprecated ? 'd' : '',
    operation.wait === null ? '' : 'w',
    resultKind(operation),
  ].join('')
  const row = `${operation.httpMethod} ${operation.path} ${flags}`
  return component === null ? row : `${row} ${component}`
}

function resultKind(operation: Operation): 'n' | 't' | 'p' | 'o' | 's' {
  if (operation.stream !== null) return 's'
  if (operation.success.mediaType === null) return 'n'
  if (operation.success.component === null) return 't'
  return operation.pageItem === null ? 'o' : 'p'
}
