import { secretPatterns } from '@coxswain/contract'

const patterns = Object.entries(secretPatterns).map(
  ([name, source]) => [new RegExp(source, 'gu'), `$1[redacted:${name}]$2`] as const,
)

/** A copy of a body whose named fields hold no known secret; the body itself where they hold none. */
export function scrubBody(body: unknown, fields: readonly string[]): unknown {
  if (typeof body !== 'object' || body === null) return body
  const marked = Object.entries(body).filter(([name]) => fields.includes(name))
  if (!holdsSecret(marked.map(([, value]) => value))) return body
  return {
    ...body,
    ...Object.fromEntries(marked.map(([name, value]) => [name, scrubValue(value)])),
  }
}

/**
 * Each pattern runs once over all texts, as most are short. NUL ends what stands before it and is part
 * of no secret, so none is missed.
 */
function holdsSecret(values: readonly unknown[]): boolean {
  const texts: string[] = []
  for (const value of values) collectTexts(value, texts)
  const joined = texts.join('\0')
  return patterns.some(([pattern]) => joined.search(pattern) >= 0)
}

function collectTexts(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value)
  if (typeof value !== 'object' || value === null) return
  for (const [name, item] of Object.entries(value)) {
    texts.push(name)
    collectTexts(item, texts)
  }
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
