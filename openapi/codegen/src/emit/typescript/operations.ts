import type { Model, Operation, Parameter } from '../../read/model.ts'
import { file } from '../text.ts'
import { header, literal } from './syntax.ts'

/** packages/contract/src/gen/operations.ts: one row per operation. */
export function emitOperations(model: Model): string {
  const rows = Object.fromEntries(
    model.operations.map((operation) => [operation.id, row(operation)]),
  )
  return file(
    header,
    "import type { OperationRow } from '../operation.ts'",
    '',
    '/** Every operation of the contract, by its id. */',
    `export const operations = ${literal(rows)} as const satisfies Record<string, OperationRow>`,
    '',
    'export type OperationId = keyof typeof operations',
  )
}

function row(operation: Operation): object {
  const { success } = operation
  return {
    id: operation.id,
    method: operation.httpMethod,
    path: operation.path,
    resource: operation.resource,
    sdkMethod: operation.method,
    scope: operation.scope,
    security: operation.security,
    transaction: operation.transaction,
    maturity: operation.maturity,
    since: operation.since,
    root: operation.root,
    pathParams: names(operation.pathParams),
    queryParams: names(operation.queryParams),
    headerParams: names(operation.headerParams).map((name) => name.toLowerCase()),
    body: operation.body?.component ?? null,
    bodyRequired: operation.body?.required ?? false,
    scrub: operation.body?.scrub ?? [],
    success: { status: success.status, schema: success.component, mediaType: success.mediaType },
    streaming: operation.stream?.kind ?? null,
    wait: operation.wait,
    paginated: operation.pageItem !== null,
    idempotent: operation.idempotent,
    conditional: operation.conditional,
    secretResponse: operation.secretResponse,
    rateLimited: operation.rateLimited,
    errors: operation.errors,
    ...(operation.deprecated ? { deprecated: true } : {}),
    ...(operation.sunset === null ? {} : { sunset: operation.sunset }),
  }
}

function names(parameters: readonly Parameter[]): readonly string[] {
  return parameters.map((parameter) => parameter.name)
}
