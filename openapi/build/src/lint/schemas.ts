import type { Document, Schema } from '../document.ts'
import { eachOperation, isReference, resolve } from '../document.ts'
import { requestComponents } from './request-components.ts'

/** Keywords that every generator carries faithfully; anything else fails. */
const constraints = [
  ...['type', 'const', 'enum', 'oneOf', 'discriminator', 'properties', 'required', 'items'],
  ...['additionalProperties', 'minProperties', 'maxProperties', 'minItems', 'maxItems'],
  ...['uniqueItems', 'minLength', 'maxLength', 'pattern', 'minimum', 'maximum'],
  ...['exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
]
const annotations = ['title', 'description', 'examples', 'deprecated', 'default']
const extensions = ['x-closed', 'x-secret', 'x-scrub', 'x-event-envelope']
const allowed = new Set([...constraints, ...annotations, ...extensions])
const besideReference = new Set(['$ref', ...annotations.filter((name) => name !== 'default')])
const shadowed = /^(copy|schema|json|dict|construct|validate|fields|model_.*|build|to_dict|self)$/
const unportablePattern = /\\[dDwWsSbBpP]|\(\?/
const types = new Set(['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'])
/** Names that generated code uses itself. */
const reserved = new Set([
  'ErrorCode',
  'EventEnvelope',
  'EventName',
  'EventPayloads',
  'OperationMap',
])
const safe = 2 ** 53 - 1

/** The conventions for schemas: what every generator does well. */
export function lintSchemas(document: Document): string[] {
  const findings: string[] = []
  const seen = new Map<string, string>()
  const requested = requestComponents(document)
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    if (!/^[A-Z][A-Za-z0-9]*$/.test(name))
      findings.push(`components/schemas/${name}: name it in PascalCase, once in all files`)
    if (reserved.has(name)) findings.push(`components/schemas/${name}: is a name of generated code`)
    const lower = seen.get(name.toLowerCase())
    if (lower) findings.push(`components/schemas/${name}: differs from ${lower} only in case`)
    seen.set(name.toLowerCase(), name)
    if (typeof schema.description !== 'string')
      findings.push(`components/schemas/${name}: has no description`)
    new Walk(document, findings, name, requested).schema(schema, `components/schemas/${name}`)
  }
  for (const { operation } of eachOperation(document))
    for (const parameter of operation.parameters ?? [])
      if (!isReference(parameter))
        new Walk(document, findings, 'parameter', requested).schema(
          parameter.schema,
          `${operation.operationId} parameter ${parameter.name}`,
        )
  return findings
}

class Walk {
  readonly #document: Document
  readonly #findings: string[]
  readonly #owner: string
  readonly #requested: ReadonlySet<string>

  constructor(
    document: Document,
    findings: string[],
    owner: string,
    requested: ReadonlySet<string>,
  ) {
    this.#document = document
    this.#findings = findings
    this.#owner = owner
    this.#requested = requested
  }

  schema(schema: Schema, at: string): void {
    const report = (what: string) => this.#findings.push(`${at}: ${what}`)
    if ('$ref' in schema) {
      for (const keyword of Object.keys(schema))
        if (!besideReference.has(keyword)) report(`\`${keyword}\` may not stand beside $ref`)
      if (resolve(this.#document, String(schema.$ref)) === undefined)
        report(`${schema.$ref} does not exist`)
      return
    }
    for (const keyword of Object.keys(schema))
      if (!allowed.has(keyword)) report(`keyword \`${keyword}\` is not on the allow-list`)
    this.#default(schema, report)
    if ('oneOf' in schema) this.#union(schema, at, report)
    else this.#type(schema, report)
    this.#numbers(schema, report)
    if (typeof schema.pattern === 'string' && unportablePattern.test(schema.pattern))
      report('patterns use ASCII classes only, without lookaround')
    this.#object(schema, at, report)
    if (schema.items) this.schema(schema.items as Schema, `${at}/items`)
  }

  #default(schema: Schema, report: (what: string) => void): void {
    if (!('default' in schema)) return
    if (/Update$/.test(this.#owner) || !this.#isRequest())
      report('`default` stands only in requests that create')
  }

  #isRequest(): boolean {
    return this.#document.components.schemas[this.#owner]?.additionalProperties === false
  }

  #type(schema: Schema, report: (what: string) => void): void {
    const type = schema.type
    const list = Array.isArray(type) ? type : [type]
    if (type === undefined || !list.every((name) => types.has(String(name))))
      report('every schema has a `type`, a `$ref` or a `oneOf`')
    if (Array.isArray(type) && !(type.length === 2 && type[1] === 'null'))
      report("the only list of types is `[X, 'null']`")
    if (list[0] === 'array' && !schema.items) report('an array has `items`')
  }

  #numbers(schema: Schema, report: (what: string) => void): void {
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
    if (type !== 'integer' || 'const' in schema || 'enum' in schema) return
    for (const bound of ['minimum', 'maximum'] as const) {
      const value = schema[bound]
      if (typeof value !== 'number' || Math.abs(value) > safe)
        report(`an integer has a \`${bound}\` within ±(2^53-1)`)
    }
  }

  #object(schema: Schema, at: string, report: (what: string) => void): void {
    const properties = (schema.properties ?? {}) as Record<string, Schema>
    for (const [name, property] of Object.entries(properties)) {
      if (!/^[a-z][a-z0-9_]*$/.test(name)) report(`field \`${name}\` is not in snake_case`)
      if (shadowed.test(name)) report(`field \`${name}\` shadows a method of Python's models`)
      this.schema(property, `${at}/${name}`)
    }
    for (const name of (schema.required ?? []) as string[])
      if (!(name in properties)) report(`required field \`${name}\` is not among the properties`)
    const extra = schema.additionalProperties
    if (extra === false) this.#onlyRequests(report)
    if (typeof extra === 'object' && extra !== null) this.schema(extra as Schema, `${at}/*`)
  }

  #onlyRequests(report: (what: string) => void): void {
    if (!this.#requested.has(this.#owner))
      report('only what requests hold says `additionalProperties: false`')
  }

  #union(schema: Schema, at: string, report: (what: string) => void): void {
    const variants = schema.oneOf as Schema[]
    for (const [index, variant] of variants.entries()) this.schema(variant, `${at}/oneOf/${index}`)
    if (variants.length === 2 && variants[1]?.type === 'null') return
    const discriminator = schema.discriminator as
      | { propertyName: string; mapping?: Record<string, string> }
      | undefined
    if (discriminator?.propertyName !== 'type' || !discriminator.mapping) {
      report('a union needs a `discriminator` on `type` with its full `mapping`')
      return
    }
    const mapped = Object.entries(discriminator.mapping)
    if (mapped.length !== variants.length) report('the `mapping` names every variant, once')
    for (const [value, reference] of mapped) {
      const target = resolve(this.#document, reference) as Schema | undefined
      const tag = (target?.properties as Record<string, Schema> | undefined)?.type
      if (tag?.const !== value || !(target?.required as string[])?.includes('type'))
        report(`variant ${reference} needs a required \`type\` with const \`${value}\``)
    }
  }
}
