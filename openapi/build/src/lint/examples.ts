import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Document, Schema } from '../document.ts'
import { eachOperation, isReference } from '../document.ts'

/** Every example must match its schema, and all that goes over the wire must have one. */
export function lintExamples(document: Document): string[] {
  const findings: string[] = []
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajv.addSchema({ $id: 'contract', components: document.components })
  const check = (name: string, schema: Schema, reference: string) => {
    const validate = ajv.compile({ $ref: `contract#${reference}` })
    for (const [index, example] of ((schema.examples ?? []) as unknown[]).entries())
      if (!validate(example))
        findings.push(`${name} example ${index}: ${ajv.errorsText(validate.errors)}`)
  }
  for (const [name, schema] of Object.entries(document.components.schemas))
    check(name, schema, `/components/schemas/${name}`)
  for (const name of wireComponents(document))
    if (!Array.isArray(document.components.schemas[name]?.examples))
      findings.push(`components/schemas/${name}: goes over the wire and has no example`)
  return findings
}

function wireComponents(document: Document): Set<string> {
  const names = new Set<string>()
  const add = (schema: Schema | undefined) => {
    const name = String(schema?.$ref ?? '')
      .split('/')
      .at(-1)
    if (name) names.add(name)
  }
  for (const { operation } of eachOperation(document)) {
    for (const media of Object.values(operation.requestBody?.content ?? {})) add(media.schema)
    for (const response of Object.values(operation.responses))
      if (!isReference(response))
        for (const media of Object.values(response.content ?? {})) add(media.schema)
    for (const parameter of operation.parameters ?? [])
      if (!isReference(parameter) && parameter.in === 'path') add(parameter.schema)
  }
  return names
}
