import { eventClassName } from '../emit/names.ts'
import type { Model } from './model.ts'
import type { Node } from './node.ts'

const reservedNames = ['ErrorCode', 'EventName', 'EventEnvelope', 'EventPayloads', 'OperationMap']

/** What holds between the parts of the artifact; each part alone was checked while it was read. */
export function checkModel(model: Model, root: Node): void {
  const components = new Set(model.components.map((component) => component.name))
  const codes = new Set(model.errors.map((error) => error.code))
  const seen = new Set<string>()
  for (const operation of model.operations) {
    const { id } = operation
    if (seen.has(id)) root.at('paths').fail(`two operations are called ${id}`)
    seen.add(id)
    for (const code of operation.errors) {
      if (!codes.has(code)) root.at('paths').fail(`${id} may fail with ${code}, which is no code`)
    }
    const { body, success, stream } = operation
    for (const name of [body?.component, success.component, stream?.event, stream?.reset]) {
      if (typeof name === 'string' && !components.has(name)) {
        root.at('paths').fail(`${id} refers to ${name}, which does not exist`)
      }
    }
  }
  for (const event of model.events) {
    if (components.has(eventClassName(event.name))) {
      root
        .at('webhooks')
        .at(event.name)
        .fail(`would be called as ${eventClassName(event.name)} is`)
    }
    if (!components.has(event.payload)) {
      root.at('webhooks').at(event.name).fail(`refers to ${event.payload}, which does not exist`)
    }
  }
  checkTransitions(model, root)
  checkUnions(model, root)
  for (const name of reservedNames) {
    if (components.has(name)) {
      root.at('components').at('schemas').at(name).fail('is the name of a generated type')
    }
  }
  checkWriterNames(model, components, root)
}

function checkTransitions(model: Model, root: Node): void {
  const operations = new Set(model.operations.map((operation) => operation.id))
  const events = new Set(model.events.map((event) => event.name))
  const fail = (message: string) => root.at('x-transitions').fail(message)
  for (const { id, operation, ...transition } of model.transitions) {
    if (operation !== null && !operations.has(operation)) {
      fail(`${id} is done by ${operation}, which does not exist`)
    }
    for (const event of transition.events) {
      if (!events.has(event)) fail(`${id} appends ${event}, which does not exist`)
    }
  }
}

/** Each variant is an object whose required discriminator is a const equal to its mapping key. */
function checkUnions(model: Model, root: Node): void {
  const byName = new Map(model.components.map((component) => [component.name, component.schema]))
  for (const { name, schema } of model.components) {
    if (schema.kind !== 'union') continue
    for (const variant of schema.variants) {
      const target = byName.get(variant.component)
      const field =
        target?.kind === 'object'
          ? target.properties.find((property) => property.name === schema.discriminator)
          : undefined
      const matches = field?.schema.kind === 'const' && field.schema.value === variant.tag
      if (!matches || !field.required) {
        root
          .at('components')
          .at('schemas')
          .at(name)
          .fail(
            `${variant.component} needs a required ${schema.discriminator}: {const: ${variant.tag}}`,
          )
      }
    }
  }
}

/** `XInput` is what the writer form of a component that is written and read is called. */
function checkWriterNames(model: Model, components: ReadonlySet<string>, root: Node): void {
  for (const component of model.components) {
    const name = `${component.name}Input`
    if (component.open && component.written && component.read && components.has(name)) {
      root.at('components').at('schemas').at(name).fail('is the name of a generated writer form')
    }
  }
}
