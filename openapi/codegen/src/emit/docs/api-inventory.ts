import type { Model, Operation } from '../../read/model.ts'
import { snakeCase } from '../names.ts'
import { file } from '../text.ts'
import { anchor, code, notice, table } from './markdown.ts'

/** docs/api-inventory.md: one line per operation and per event. */
export function emitApiInventory(model: Model): string {
  const maturities = [...new Set(model.operations.map((operation) => operation.maturity))]
  const counts = maturities.map((maturity) => {
    const own = model.operations.filter((operation) => operation.maturity === maturity)
    return `${own.length} ${maturity}`
  })
  return file(
    notice,
    '# API inventory',
    '',
    `Version ${model.version}: ${model.operations.length} operations (${counts.join(', ')}), ` +
      `${model.events.length} events, ${model.errors.length} error codes.`,
    '',
    table(
      ['operation', 'route', 'scope', 'maturity', 'since', 'TypeScript', 'Python'],
      model.operations.map((operation) => [
        `[${operation.id}](api-reference.md#${anchor(operation.id)})`,
        code(`${operation.httpMethod} ${operation.path}`),
        code(operation.scope ?? ''),
        operation.deprecated ? `${operation.maturity}, deprecated` : operation.maturity,
        operation.since,
        code(`client.${operation.id}`),
        code(`client.${pythonName(operation)}`),
      ]),
    ),
    '',
    '## Events',
    '',
    table(
      ['event', 'resource', 'payload'],
      model.events.map((event) => [code(event.name), event.resource, event.payload]),
    ),
  )
}

/** docs/api-inventory.json: the same for programs. */
export function emitApiInventoryJson(model: Model): string {
  const inventory = {
    version: model.version,
    operations: model.operations.map((operation) => ({
      id: operation.id,
      method: operation.httpMethod,
      path: operation.path,
      scope: operation.scope,
      maturity: operation.maturity,
      since: operation.since,
      deprecated: operation.deprecated,
      sunset: operation.sunset,
      status: operation.success.status,
      errors: operation.errors,
      typescript: operation.id,
      python: pythonName(operation),
    })),
    events: model.events.map(({ name, resource, audit, payload }) => {
      return { name, resource, audit, payload }
    }),
  }
  return `${JSON.stringify(inventory, null, 2)}\n`
}

function pythonName(operation: Operation): string {
  return `${snakeCase(operation.resource)}.${snakeCase(operation.method)}`
}
