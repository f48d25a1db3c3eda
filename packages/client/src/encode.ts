import { CoxswainError } from './errors.ts'

/** What a path placeholder takes. */
export type PathValue = string | number

/** Fills the placeholders of `/agents/{id}` in their order. */
export function encodePath(template: string, values: readonly unknown[]): string {
  const name = 'a path value'
  let index = 0
  return template.replace(/\{\w+\}/g, () => {
    const text = scalarText(values[index++], name)
    // A dot segment would be resolved away by every URL parser and reach another resource.
    if (/^\.?\.?$/.test(text)) throw new CoxswainError(`${name} must not be empty, "." or ".."`)
    return encodeText(text, name)
  })
}

/**
 * A path that is already encoded: RFC 3986 characters only, and no dot segment, in whatever
 * spelling URL parsers resolve away.
 */
export function checkPath(path: string): string {
  if (!isPath(path)) throw new CoxswainError(`${JSON.stringify(path)} is not a path`)
  return path
}

export function isPath(path: string): boolean {
  const valid = /^\/([\w\-.~!$&'()*+,;=:@/]|%[0-9a-f]{2})*$/i.test(path)
  return valid && !/\/(\.|%2e){1,2}(\/|$)/i.test(path)
}

/** `?a=1&a=2&b=x%20y`, or an empty string. Arrays repeat the name; null and undefined are left out. */
export function encodeQuery(query: object | undefined): string {
  const pairs: string[] = []
  for (const [name, value] of Object.entries(query ?? {}))
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== null && item !== undefined)
        pairs.push(`${encodeText(name, name)}=${encodeText(scalarText(item, name), name)}`)
  return pairs.length > 0 ? `?${pairs.join('&')}` : ''
}

/** Percent-encodes everything but the unreserved characters of RFC 3986. */
function encodeText(text: string, name: string): string {
  try {
    return encodeURIComponent(text).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  } catch (cause) {
    throw new CoxswainError(`${name} holds a lone surrogate`, undefined, { cause })
  }
}

function scalarText(value: unknown, name: string): string {
  if (typeof value === 'number') return String(checkNumber(value, name))
  if (typeof value === 'string' || typeof value === 'boolean') return String(value)
  throw new CoxswainError(`${name} must be a string, a number or a boolean`)
}

/** Refuses what other languages could not read back as the same number. */
export function checkNumber(value: number, name: string): number {
  // No fraction is beyond that, and NaN is not within it either.
  if (Math.abs(value) < 2 ** 53) return value
  throw new CoxswainError(`${name} is ${value}: not finite, or an integer beyond 2^53-1`)
}
