import { scrubbedFields, secretPatterns } from './gen/secrets.ts'
import { isObject } from './json.ts'

/** A hint of a secret, what it looks like, and what takes its place. */
type Secret = readonly [hint: RegExp, pattern: RegExp, mark: string]

const secrets = Object.entries(secretPatterns).map(
  ([name, [hint, pattern]]): Secret => [hint, pattern, `$1[redacted:${name}]$2`],
)

/**
 * Redacts known secrets in the marked fields of a serialised body: in the text that would be sent,
 * so that nothing that the caller holds is changed, and nothing it computes escapes. Most bodies hold
 * no hint of a secret: they are not read again.
 */
export function scrubBody(json: string): string {
  const suspects = secrets.filter(([hint]) => hint.test(json))
  if (suspects.length === 0) return json
  const body = JSON.parse(json) as Record<string, unknown>
  for (const field of scrubbedFields)
    if (Object.hasOwn(body ?? {}, field)) body[field] = scrubValue(body[field], suspects)
  return JSON.stringify(body)
}

/** A copy of a JSON value whose texts, names of members too, hold no known secret. */
function scrubValue(value: unknown, suspects: readonly Secret[]): unknown {
  if (typeof value === 'string') return scrubText(value, suspects)
  if (Array.isArray(value)) return value.map((item) => scrubValue(item, suspects))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      scrubText(name, suspects),
      scrubValue(item, suspects),
    ]),
  )
}

/** Every secret becomes `[redacted:<name>]`; what stands around it stays. */
export function scrubText(text: string, suspects: readonly Secret[] = secrets): string {
  const clean = suspects.reduce((rest, [, pattern, mark]) => rest.replace(pattern, mark), text)
  // One that stood behind another, letter to letter, stands alone now.
  return clean === text ? text : scrubText(clean, suspects)
}
