import { scrubbedFields, secretHint, secretPatterns } from './gen/secrets.ts'
import { isObject } from './json.ts'

const patterns = Object.entries(secretPatterns).map(
  ([name, pattern]) => [pattern, `$1[redacted:${name}]$2`] as const,
)

/**
 * Redacts known secrets in the marked fields of a serialised body: in the text that would be sent,
 * so that nothing that the caller holds is changed, and nothing it computes escapes. Most bodies hold
 * no hint of a secret: they are not read again.
 */
export function scrubBody(json: string): string {
  if (!secretHint.test(json)) return json
  const body = JSON.parse(json) as Record<string, unknown>
  for (const field of scrubbedFields)
    if (Object.hasOwn(body ?? {}, field)) body[field] = scrubValue(body[field])
  return JSON.stringify(body)
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
  if (!secretHint.test(text)) return text
  const clean = patterns.reduce((rest, [pattern, mark]) => rest.replace(pattern, mark), text)
  // One that stood behind another, letter to letter, stands alone now.
  return clean === text ? text : scrubText(clean)
}
