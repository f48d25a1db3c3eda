import type { Node } from './node.ts'
import { readObject } from './read-object.ts'
import { readNumber, readString } from './read-scalar.ts'
import type { Annotations, Schema } from './schema-model.ts'

const annotationKeys = ['title', 'description', 'deprecated', 'example', 'examples', 'default']

/** Reads one schema; whatever is outside the closed keyword list is an error at its place. */
export function readSchema(node: Node): Schema {
  const notes = readNotes(node)
  if (node.has('$ref')) {
    allowKeys(node, ['$ref'])
    return { kind: 'ref', name: node.at('$ref').refInto('components/schemas'), notes }
  }
  if (node.has('oneOf')) return readOneOf(node, notes)
  if (node.has('const')) return readConst(node, notes)
  const { type, nullable } = readType(node)
  if (!nullable) return readTyped(node, type, notes)
  return { kind: 'nullable', inner: readTyped(node, type, {}), notes }
}

function readTyped(node: Node, type: string, notes: Annotations): Schema {
  if (node.has('enum')) return readEnum(node, notes)
  switch (type) {
    case 'string':
      allowKeys(node, ['type', 'minLength', 'maxLength', 'pattern', 'format'])
      return readString(node, notes)
    case 'integer':
    case 'number':
      allowKeys(node, [
        ...['type', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
      ])
      return readNumber(node, type, notes)
    case 'boolean':
      allowKeys(node, ['type'])
      return { kind: 'boolean', notes }
    case 'array':
      return readArray(node, notes)
    case 'object':
      allowKeys(node, [
        ...['type', 'properties', 'required', 'additionalProperties', 'propertyNames'],
        ...['minProperties', 'maxProperties'],
      ])
      return readObject(node, notes, readSchema)
    default:
      return node.at('type').fail(`"${type}" is not a type that the contract may use`)
  }
}

function readArray(node: Node, notes: Annotations): Schema {
  allowKeys(node, ['type', 'items', 'minItems', 'maxItems', 'uniqueItems'])
  if (!node.has('items')) return node.fail('an array says what its items are')
  const minItems = node.find('minItems')?.number()
  const maxItems = node.find('maxItems')?.number()
  return {
    kind: 'array',
    items: readSchema(node.at('items')),
    ...(minItems === undefined ? {} : { minItems }),
    ...(maxItems === undefined ? {} : { maxItems }),
    uniqueItems: node.find('uniqueItems')?.boolean() ?? false,
    notes,
  }
}

function readOneOf(node: Node, notes: Annotations): Schema {
  const options = node.at('oneOf').items()
  const isNull = (option: Node) => option.find('type')?.value === 'null'
  if (!node.has('discriminator')) {
    allowKeys(node, ['oneOf'])
    const [inner, ...others] = options.filter((option) => !isNull(option))
    if (inner === undefined || others.length > 0 || options.length !== 2 || !inner.has('$ref')) {
      return node.fail('oneOf is either [$ref, {type: null}] or carries a discriminator')
    }
    return { kind: 'nullable', inner: readSchema(inner), notes }
  }
  allowKeys(node, ['oneOf', 'discriminator', 'type'])
  const discriminator = node.at('discriminator').at('propertyName').string()
  const mapping = node.at('discriminator').at('mapping')
  const variants = mapping.entries().map(([tag, target]) => {
    return { tag, component: target.refInto('components/schemas') }
  })
  const listed = options.map((option) => option.at('$ref').refInto('components/schemas'))
  const mapped = variants.map((variant) => variant.component)
  if ([...listed].sort().join() !== [...mapped].sort().join()) {
    return mapping.fail('the mapping names exactly the variants of oneOf')
  }
  return { kind: 'union', discriminator, variants, closed: isClosed(node), notes }
}

function readConst(node: Node, notes: Annotations): Schema {
  allowKeys(node, ['type', 'const'])
  const { value } = node.at('const')
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return { kind: 'const', value, notes }
  }
  return node.at('const').fail('a const is a string, a number or a boolean')
}

function readEnum(node: Node, notes: Annotations): Schema {
  allowKeys(node, ['type', 'enum'])
  const { type, nullable } = readType(node)
  if (type !== 'string') return node.at('type').fail('only strings are enumerated')
  const listed = node.at('enum').items()
  const values = listed.filter((item) => item.value !== null).map((item) => item.string())
  if (nullable !== (values.length !== listed.length)) {
    return node.at('enum').fail("null is in the list exactly when the type is ['string', 'null']")
  }
  if (new Set(values).size !== values.length) return node.at('enum').fail('values repeat')
  return { kind: 'enum', values, closed: isClosed(node), notes }
}

function readType(node: Node): { readonly type: string; readonly nullable: boolean } {
  const type = node.find('type')
  if (type === undefined) return node.fail('needs type, $ref or a discriminated oneOf')
  if (typeof type.value === 'string') return { type: type.value, nullable: false }
  const [first, second, ...rest] = type.items().map((item) => item.string())
  if (first === undefined || second !== 'null' || rest.length > 0) {
    return type.fail("a list of types is [X, 'null']")
  }
  return { type: first, nullable: true }
}

function isClosed(node: Node): boolean {
  return node.find('x-closed')?.boolean() ?? false
}

function readNotes(node: Node): Annotations {
  const title = node.find('title')?.string()
  const description = node.find('description')?.string()
  const deprecated = node.find('deprecated')?.boolean()
  const examples = node.has('example')
    ? [node.at('example').value]
    : node
        .find('examples')
        ?.items()
        .map((item) => item.value)
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(examples === undefined ? {} : { examples }),
    ...(node.has('default') ? { default: node.at('default').value } : {}),
  }
}

function allowKeys(node: Node, allowed: readonly string[]): void {
  for (const key of node.keys()) {
    if (key.startsWith('x-') || annotationKeys.includes(key) || allowed.includes(key)) continue
    node.at(key).fail('is not a keyword that the contract may use here')
  }
}
