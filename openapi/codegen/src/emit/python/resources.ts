import type { Model, Operation, Parameter, Resource } from '../../read/model.ts'
import { failures } from '../client/resources.ts'
import { pascalCase, snakeCase } from '../names.ts'
import { file, flatten, sentence } from '../text.ts'
import { constantName, resultType } from './operations.ts'
import { paramsName, queryParamsName } from './params.ts'
import { docstring, exportList, inline, layout, moduleHeader } from './syntax.ts'

/** How the synchronous and the asynchronous facade differ. */
interface Flavour {
  readonly purpose: string
  /** Before every class name. */
  readonly prefix: '' | 'Async'
  readonly def: 'def' | 'async def'
  readonly await: '' | 'await '
  /** Before the names of the modules that it stands on. */
  readonly modulePrefix: '' | 'async_'
}

const sync: Flavour = {
  purpose: 'The resources of the synchronous client.',
  prefix: '',
  def: 'def',
  await: '',
  modulePrefix: '',
}

const asynchronous: Flavour = {
  purpose: 'The resources of the asynchronous client.',
  prefix: 'Async',
  def: 'async def',
  await: 'await ',
  modulePrefix: 'async_',
}

/** _gen/resources.py */
export function emitPythonResources(model: Model): string {
  return emitFlavour(model, sync)
}

/** _gen/async_resources.py */
export function emitPythonAsyncResources(model: Model): string {
  return emitFlavour(model, asynchronous)
}

function emitFlavour(model: Model, flavour: Flavour): string {
  const { prefix, modulePrefix } = flavour
  const classes = model.resources.flatMap((resource) => [
    ...resourceClass(resource, model, flavour, false),
    ...resourceClass(resource, model, flavour, true),
  ])
  const code = classes.join('\n')
  const uses = (name: string) => new RegExp(`\\b${name}\\b`).test(code)
  const paginator = `${prefix}Paginator`
  const stream = `${prefix}EventStream`
  const pagination = [paginator, 'Page'].filter(uses).sort()
  const lazy = ['models', 'params'].filter(uses)
  const waiting = model.resources
    .map((resource) => baseOf(resource, flavour))
    .filter((base) => base.startsWith(`${prefix}Waiting`))
    .sort()
  const names = model.resources.map((resource) => pascalCase(resource.name))
  return file(
    moduleHeader(flavour.purpose),
    'from __future__ import annotations',
    '',
    `from typing import ${['TYPE_CHECKING', ...(uses('Any') ? ['Any'] : [])].join(', ')}`,
    '',
    uses('Unpack') && ['from typing_extensions import Unpack', ''],
    [
      'from ..api_response import APIResponse',
      lazy.length > 0 ? `from ..lazy import ${lazy.join(', ')}` : '',
      `from ..options import ${['RequestOptions', 'StreamOptions'].filter(uses).join(', ')}`,
      pagination.length > 0 ? `from ..pagination import ${pagination.join(', ')}` : '',
      `from ..resource import ${[`${prefix}RawResource`, `${prefix}Resource`].sort().join(', ')}`,
      uses(stream) ? `from ..${modulePrefix}stream import ${stream}` : '',
      waiting.length > 0 ? `from ..${modulePrefix}waiting import ${waiting.join(', ')}` : '',
    ]
      .filter((line) => line !== '')
      .sort(),
    'from . import operations',
    '',
    'if TYPE_CHECKING:',
    `    from ..${modulePrefix}transport import ${prefix}Transport`,
    '',
    exportList([
      ...names.flatMap((name) => [`${prefix}${name}`, `${prefix}Raw${name}`]),
      `${prefix}Resources`,
      `${prefix}RawResources`,
    ]),
    '',
    classes,
    rootClass(model, flavour, false),
    rootClass(model, flavour, true),
  )
}

function resourceClass(
  resource: Resource,
  model: Model,
  flavour: Flavour,
  raw: boolean,
): readonly string[] {
  const { prefix } = flavour
  const name = `${prefix}${raw ? 'Raw' : ''}${pascalCase(resource.name)}`
  const base = raw ? `${prefix}RawResource` : baseOf(resource, flavour)
  return flatten([
    '',
    `class ${name}(${base}):`,
    docstring([sentence(resource.description) || pascalCase(resource.name)], 4),
    '',
    '    __slots__ = ()',
    resource.operations
      .filter((operation) => !raw || operation.stream === null)
      .flatMap((operation) => ['', ...method(operation, model, flavour, raw)]),
    '',
  ])
}

/** A resource that waits for people has helpers of its own beside what is generated. */
function baseOf(resource: Resource, { prefix }: Flavour): string {
  const waits = resource.operations.some((operation) => operation.wait !== null)
  return waits ? `${prefix}Waiting${pascalCase(resource.name)}` : `${prefix}Resource`
}

function method(
  operation: Operation,
  model: Model,
  flavour: Flavour,
  raw: boolean,
): readonly string[] {
  const send = raw ? '_call' : senderOf(operation)
  const lazy = send !== '_call'
  const keywords = keywordType(operation, model)
  const kind = operation.body === null ? 'query' : 'body'
  const parameters = [
    'self',
    ...operation.pathParams.map(
      (parameter) => `${snakeCase(parameter.name)}: ${pathType(parameter)}`,
    ),
    '*',
    `options: ${operation.stream === null ? 'RequestOptions' : 'StreamOptions'} | None = None`,
    ...(keywords === null ? [] : [`**${kind}: Unpack[params.${keywords}]`]),
  ]
  const path = operation.pathParams.map((parameter) => snakeCase(parameter.name))
  const values = [
    `operations.${constantName(operation)}`,
    path.length === 1 ? `(${path[0]},)` : `(${path.join(', ')})`,
    keywords === null ? '{}' : kind,
    'options',
  ]
  const def = lazy ? 'def' : flavour.def
  const wait = lazy ? '' : flavour.await
  const signature = {
    open: `${def} ${snakeCase(operation.method)}(`,
    items: parameters,
    close: `) -> ${returnType(operation, model, flavour, raw)}:`,
  }
  const doc = raw ? [sentence(operation.summary)] : methodNotes(operation, model, keywords)
  const sent = { open: `self.${send}(`, items: values, close: ')' }
  const returns = `return ${wait}${inline(sent)}`
  return [
    ...layout('', signature, '', 4),
    ...docstring(doc, 8),
    ...(returns.length <= 92 ? [`        ${returns}`] : layout(`return ${wait}`, sent, '', 8)),
  ]
}

/** Pages and streams are fetched as they are read, so that nothing is awaited at the call. */
function senderOf(operation: Operation): '_list' | '_stream' | '_call' {
  if (operation.stream !== null) return '_stream'
  return operation.pageItem === null ? '_call' : '_list'
}

function pathType(parameter: Parameter): string {
  return parameter.schema.kind === 'number' ? 'int' : 'str'
}

function keywordType(operation: Operation, model: Model): string | null {
  if (operation.queryParams.length > 0) return queryParamsName(operation)
  const component = model.components.find((part) => part.name === operation.body?.component)
  return component === undefined ? null : paramsName(component)
}

function returnType(operation: Operation, model: Model, flavour: Flavour, raw: boolean): string {
  if (raw) return `APIResponse[${resultType(operation, model)}]`
  if (operation.stream !== null) return `${flavour.prefix}EventStream`
  if (operation.pageItem === null) return resultType(operation, model)
  return `${flavour.prefix}Paginator[models.${operation.pageItem}]`
}

function methodNotes(
  operation: Operation,
  model: Model,
  keywords: string | null,
): readonly string[] {
  const { scope } = operation
  const route = `\`${operation.httpMethod} ${operation.path}\`, ${operation.maturity} since ${operation.since}.`
  const kind = operation.body === null ? 'query' : 'body'
  const parameters = [
    ...operation.pathParams.map(
      (parameter) => `${snakeCase(parameter.name)}: ${parameter.description}`,
    ),
    'options: What this call sets apart from its client.',
    ...(keywords === null ? [] : [`**${kind}: The fields of \`${keywords}\`.`]),
  ]
  const raises = failures(operation, model).map((line) => line.replace(/^\{(\w+)\}/, '$1:'))
  return [
    sentence(operation.summary),
    sentence(operation.description),
    scope === null ? route : `Scope: \`${scope}\`. ${route}`,
    ['Args:', ...parameters.map((line) => `    ${line}`)].join('\n'),
    raises.length === 0 ? '' : ['Raises:', ...raises.map((line) => `    ${line}`)].join('\n'),
  ]
}

function rootClass(model: Model, flavour: Flavour, raw: boolean): readonly string[] {
  const { prefix } = flavour
  const kind = raw ? 'Raw' : ''
  const doc = raw
    ? 'Everything a client can do, by resource, with the response beside the result.'
    : 'Everything a client can do, by resource.'
  return flatten([
    '',
    `class ${prefix}${kind}Resources:`,
    docstring([doc], 4),
    '',
    `    def __init__(self, transport: ${prefix}Transport) -> None:`,
    model.resources.map((resource) => {
      const type = `${prefix}${kind}${pascalCase(resource.name)}`
      return [
        `        self.${snakeCase(resource.name)}: ${type} = ${type}(transport)`,
        docstring([sentence(resource.description)], 8),
      ]
    }),
    '',
  ])
}
