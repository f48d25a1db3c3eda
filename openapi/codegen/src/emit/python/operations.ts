import type { Model, Operation } from '../../read/model.ts'
import { snakeCase } from '../names.ts'
import { file } from '../text.ts'
import { isModel } from './models.ts'
import { call, layout, moduleHeader, quote } from './syntax.ts'

/** _gen/operations.py: one row per operation. */
export function emitPythonOperations(model: Model): string {
  const pages = model.operations.some((operation) => operation.pageItem !== null)
  const rows = model.operations.flatMap((operation) => {
    return layout(
      `${constantName(operation)}: Operation[${resultType(operation, model)}] = `,
      call('Operation', argumentsOf(operation, model)),
    )
  })
  return file(
    moduleHeader('Every operation of the contract.'),
    'from __future__ import annotations',
    '',
    'from typing import TYPE_CHECKING, Any',
    '',
    'from ..operation import Operation',
    pages && 'from ..pagination import Page',
    '',
    'if TYPE_CHECKING:',
    '    from . import models',
    '',
    rows,
    '',
    'OPERATIONS: dict[str, Operation[Any]] = {',
    model.operations.map((operation) => `    ${quote(operation.id)}: ${constantName(operation)},`),
    '}',
    '"""By id."""',
  )
}

export function constantName(operation: Operation): string {
  return snakeCase(operation.id).toUpperCase()
}

/** The type of a result, as it is written outside models.py. */
export function resultType(operation: Operation, model: Model): string {
  const { success, pageItem, stream } = operation
  if (stream !== null) return 'None'
  if (pageItem !== null) return `Page[models.${pageItem}]`
  if (success.mediaType === null) return 'None'
  if (success.component === null) return 'str'
  return hasModel(success.component, model) ? `models.${success.component}` : 'dict[str, Any]'
}

function hasModel(name: string, model: Model): boolean {
  const component = model.components.find((candidate) => candidate.name === name)
  return component !== undefined && isModel(component.schema)
}

function argumentsOf(operation: Operation, model: Model): readonly string[] {
  const { component } = operation.success
  const returns = operation.stream === null && component !== null && hasModel(component, model)
  const takes = operation.body !== null ? 'body' : operation.queryParams.length > 0 ? 'query' : null
  return [
    quote(operation.id),
    quote(operation.httpMethod),
    quote(operation.path),
    quote(resultKind(operation)),
    ...(returns ? [`model=${quote(component)}`] : []),
    ...(takes === null ? [] : [`takes="${takes}"`]),
    ...(operation.wait === null ? [] : [`wait=${quote(operation.wait)}`]),
    ...(operation.security === 'none' ? ['authenticated=False'] : []),
    ...(operation.deprecated ? ['deprecated=True'] : []),
  ]
}

function resultKind(operation: Operation): string {
  if (operation.stream !== null) return 'stream'
  if (operation.success.mediaType === null) return 'nothing'
  if (operation.success.component === null) return 'text'
  return operation.pageItem === null ? 'object' : 'page'
}
