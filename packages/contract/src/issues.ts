import type { z } from 'zod'

/** One field that failed, as a problem's `errors` lists it. */
export interface IssueItem {
  /** RFC 6901, after the prefix. */
  readonly pointer: string
  /** The JSON Schema keyword that failed, in snake_case; `unknown_field` for a field too many. */
  readonly code: string
  readonly message: string
}

/**
 * The issues of a failed validation of `value`; `prefix` is `''` for the body and `#/query`,
 * `#/path` or `#/header` for parameters.
 */
export function issueItems(error: z.ZodError, value: unknown, prefix = ''): readonly IssueItem[] {
  const items = error.issues.flatMap((issue): IssueItem[] => {
    const pointer = prefix + issue.path.map(segment).join('')
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((name) => ({
        pointer: pointer + segment(name),
        code: 'unknown_field',
        message: 'is not a field that this operation knows',
      }))
    }
    if (isMissing(value, issue.path)) return [{ pointer, code: 'required', message: 'is required' }]
    return [{ pointer, ...describe(issue) }]
  })
  return items.filter(
    (item, index) => !items.some((other, place) => says(other, place, item, index)),
  )
}

/**
 * Whether an issue leaves nothing for another one to say: it is told already, as a number beyond the safe
 * integers is by its maximum, or looks at the length of what is of another type altogether.
 */
function says(one: IssueItem, place: number, other: IssueItem, index: number): boolean {
  if (place === index || one.pointer !== other.pointer) return false
  if (one.message === other.message) return place < index
  return one.code === 'type'
}

function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  let found = value
  for (const key of path) {
    // The only value of a repeated parameter: it stands for a list, and is there.
    if (typeof found !== 'object' || found === null) return false
    found = (found as Record<PropertyKey, unknown>)[key]
  }
  return found === undefined
}

function segment(key: PropertyKey): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function describe(issue: z.core.$ZodIssue): { readonly code: string; readonly message: string } {
  switch (issue.code) {
    case 'invalid_type':
      return { code: 'type', message: `must be ${typeNames[issue.expected] ?? issue.expected}` }
    case 'invalid_value': {
      const [first] = issue.values
      if (issue.values.length === 1) return { code: 'const', message: `must be ${String(first)}` }
      return { code: 'enum', message: `must be one of ${issue.values.join(', ')}` }
    }
    case 'too_small':
      return limit(issue.origin, 'min', issue.inclusive ?? true, issue.minimum)
    case 'too_big':
      return limit(issue.origin, 'max', issue.inclusive ?? true, issue.maximum)
    case 'custom':
      return { code: String(issue.params?.rule ?? 'invalid'), message: issue.message }
    default:
      return { code: 'invalid', message: issue.message }
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

function limit(
  origin: string,
  side: 'min' | 'max',
  inclusive: boolean,
  bound: number | bigint,
): { readonly code: string; readonly message: string } {
  const least = side === 'min'
  if (origin === 'array') {
    const message = `must have at ${least ? 'least' : 'most'} ${bound} item${bound === 1 ? '' : 's'}`
    return { code: `${side}_items`, message }
  }
  const name = least ? 'minimum' : 'maximum'
  if (inclusive) return { code: name, message: `must be at ${least ? 'least' : 'most'} ${bound}` }
  const message = `must be ${least ? 'more' : 'less'} than ${bound}`
  return { code: `exclusive_${name}`, message }
}
