import type { Artifact } from '../../contract/artifact.ts'
import type { Operation } from '../../contract/operation.ts'
import type { Value } from '../../expect/value.ts'

/** The keywords that the contract's schemas are made of. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  const?: Value
  enum?: Value[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  maxProperties?: number
  items?: Schema
  pattern?: string
  'x-secret'?: boolean
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
}

/** Finds the schemas of a contract. */
export class Schemas {
  readonly #artifact: Artifact

  constructor(artifact: Artifact) {
    this.#artifact = artifact
  }

  /** The schema itself where it is a reference to one. */
  resolve(schema: Schema): Schema {
    if (!schema.$ref) return schema
    return this.resolve(this.named(lastPart(schema.$ref)))
  }

  /** The component of this name. */
  named(name: string): Schema {
    return this.#artifact.components.schemas[name] as Schema
  }

  bodyOf(operation: Operation): Schema | undefined {
    return this.#find(operation)?.requestBody?.content['application/json']?.schema as Schema
  }

  /** The parameters of a place as fields of an object. */
  parametersOf(operation: Operation, place: 'path' | 'query'): Schema {
    const parameters = (this.#find(operation)?.parameters ?? []).map((parameter) => {
      const name = parameter.$ref && lastPart(parameter.$ref)
      return name ? this.#artifact.components.parameters?.[name] : parameter
    })
    const here = parameters.filter((parameter) => parameter?.in === place)
    const properties = here.map((parameter) => [parameter?.name, parameter?.schema])
    const required = here.filter((parameter) => parameter?.required)
    return {
      type: 'object',
      properties: Object.fromEntries(properties),
      required: required.map((parameter) => String(parameter?.name)),
      additionalProperties: false,
    }
  }

  #find({ method, path }: Operation) {
    return this.#artifact.paths[path]?.[method.toLowerCase()]
  }
}

function lastPart(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1)
}
