import { scrubbedFields, secretPatterns } from './gen/secrets.ts'
import { isObject } from './json.ts'

const patterns = Object.entries(secretPatterns).map(
  ([name, pattern]) => [pattern, `$1[redacted:${name}]$2`] as const,
)

/**
 * Redacts known secrets in the marked fields of a serialised body: in the text that would be sent,
 * so that nothing that the caller holds is changed, and nothing it computes escapes.
 */
export function scrubBody(json: string): string {
  // Most bodies have no marked field: they are not read again.
  if (!scrubbedFields.some((field) => json.includes(`"${field}"`))) return json
  const body = JSON.parse(json) as Record<string, unknown>
  const marked = scrubbedFields.filter((field) => Object.hasOwn(body ?? {}, field))
  if (!holdsSecret(marked.map((field) => body[field]))) return json
  for (const field of marked) body[field] = scrubValue(body[field])
  return JSON.stringify(body)
}

/**
 * Each pattern runs once over all texts, as most are short. NUL ends what stands before it and is part
 * of no secret, so none is missed.
 */
function holdsSecret(values: unknown): boolean {
  const texts: unknown[] = []
  JSON.stringify(values, (name, value) => {
    texts.push(name, value)
    return value
  })
  const joined = texts.filter((text) => typeof text === 'string').join('\0')
  return patterns.some(([pattern]) => joined.search(pattern) >= 0)
}

/** A copy of a JSON value whose texts, names of members too, hold no known secret. */
function scrubValue(value: unknown): unknown {
  if (typeof value === 'string') return scrubText(value)
  if (Array.isArray(value)) return value.map(scrubValue)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [scrubText(name), scrubValue(item)]),
  )
}

/** Every secret becomes `[redacted:<name>]`; what stands around it stays. */
export function scrubText(text: string): string {
  const clean = patterns.reduce((rest, [pattern, mark]) => rest.replace(pattern, mark), text)
  // One that stood behind another, letter to letter, stands alone now.
  return clean === text ? text : scrubText(clean)
}
