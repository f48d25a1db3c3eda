import type { Document, Schema } from '../document.ts'
import { eachOperation, resolve } from '../document.ts'

/**
 * Where `x-scrub` may stand: on what a field of a request body holds, and then in every body that has
 * a field of that name, because the SDKs know the fields by their names.
 */
export function lintScrub(document: Document): string[] {
  const findings: string[] = []
  for (const [name, schema] of Object.entries(document.components.schemas))
    if ('x-scrub' in schema && schema['x-scrub'] !== true)
      findings.push(`components/schemas/${name}: \`x-scrub\` is true or absent`)
  const bodies = [...bodiesOf(document)]
  const marked = new Set(
    bodies.flatMap(([, fields]) =>
      fields.filter(([, schema]) => isMarked(document, schema)).map(([field]) => field),
    ),
  )
  for (const [operation, fields] of bodies)
    for (const [field, schema] of fields) {
      if (isMarked(document, schema)) continue
      if (marked.has(field))
        findings.push(`${operation}: \`${field}\` has \`x-scrub\` in every body or in none`)
      if (holdsMark(document, schema, new Set()))
        findings.push(`${operation}: \`x-scrub\` is on all of \`${field}\`, not on a part of it`)
    }
  return findings
}

function* bodiesOf(document: Document): Generator<[string, [string, Schema][]]> {
  for (const { operation } of eachOperation(document))
    for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
      const body = resolve(document, String(schema.$ref)) as Schema | undefined
      const fields = (body?.properties ?? {}) as Record<string, Schema>
      yield [operation.operationId, Object.entries(fields)]
    }
}

/** Itself, through a reference, or as the other side of null. */
function isMarked(document: Document, schema: Schema | undefined): boolean {
  if (schema === undefined) return false
  if ('$ref' in schema)
    return isMarked(document, resolve(document, String(schema.$ref)) as Schema | undefined)
  const variants = (schema.oneOf ?? []) as Schema[]
  return schema['x-scrub'] === true || (!schema.discriminator && isMarked(document, variants[0]))
}

function holdsMark(document: Document, value: unknown, seen: Set<string>): boolean {
  if (typeof value !== 'object' || value === null) return false
  if ('x-scrub' in value) return true
  if ('$ref' in value && typeof value.$ref === 'string') {
    if (seen.has(value.$ref)) return false
    return holdsMark(document, resolve(document, value.$ref), seen.add(value.$ref))
  }
  return Object.values(value).some((inner) => holdsMark(document, inner, seen))
}
