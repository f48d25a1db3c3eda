import { isFields, type Value } from './value.ts'

/**
 * Replaces `{ $idiom: { <subject>: … } }` by what is expected of this subject and notes the place:
 * there, and only there, the languages may differ.
 */
export function resolveIdioms(
  expected: Value,
  subject: string,
  path: string,
  places: string[],
): Value {
  if (Array.isArray(expected)) {
    return expected.map((item, index) => resolveIdioms(item, subject, `${path}[${index}]`, places))
  }
  if (!isFields(expected)) return expected
  if (isFields(expected.$idiom)) {
    const own = expected.$idiom[subject] ?? expected.$idiom.other
    if (own === undefined) throw new Error(`${path}: $idiom says nothing about ${subject}`)
    places.push(path)
    return own
  }
  return Object.fromEntries(
    Object.entries(expected).map(([name, item]) => [
      name,
      resolveIdioms(item, subject, `${path}.${name}`, places),
    ]),
  )
}
