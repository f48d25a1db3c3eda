import { secretPatterns } from '@coxswain/contract'

const patterns = Object.entries(secretPatterns).map(
  ([name, source]) => [new RegExp(source, 'gu'), `$1[redacted:${name}]$2`] as const,
)

/** A copy of a body whose named fields hold no known secret; the body itself where they hold none. */
export function scrubBody(body: unknown, fields: readonly string[]): unknown {
  if (typeof body !== 'object' || body === null) return body
  const marked = Object.entries(body).filter(([name]) => fields.includes(name))
  if (!marked.some(([, value]) => holdsSecret(value))) return body
  return {
    ...body,
    ...Object.fromEntries(marked.map(([name, value]) => [name, scrubValue(value)])),
  }
}

function holdsSecret(value: unknown): boolean {
  if (typeof value === 'string') return scrubText(value) !== value
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, item]) => holdsSecret(name) || holdsSecret(item))
}

/** A copy of a JSON value whose texts, names of members too, hold no known secret. */
function scrubValue(value: unknown): unknown {
  if (typeof value === 'string') return scrubText(value)
  if (Array.isArray(value)) return value.map(scrubValue)
  if (typeof value !== 'object' || value === null) return value
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
